import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { SecurityEmails } from './security-emails.service.js';
import { OneTimeEmails } from './one-time-emails.js';
import { OneTimeTokens } from './one-time-tokens.service.js';
import { OneTimeTokensStore } from './one-time-tokens.store.js';

/** E-mails to accounts: single-use links, and notifications. */
@Module({
  imports: [UsersModule],
  providers: [OneTimeTokensStore, OneTimeTokens, OneTimeEmails, SecurityEmails],
  exports: [OneTimeTokens, SecurityEmails],
})
export class EmailsModule {}
