import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { SecurityEmails } from './security-emails.service.js';
import { OneTimeEmails } from './one-time-emails.js';
import { OneTimeTokens } from './one-time-tokens.service.js';
import { OneTimeTokensStore } from './one-time-tokens.store.js';

/** What accounts are sent by mail: links that work once, and notices. */
@Module({
  imports: [UsersModule],
  providers: [OneTimeTokensStore, OneTimeTokens, OneTimeEmails, SecurityEmails],
  exports: [OneTimeTokens, SecurityEmails],
})
export class EmailsModule {}
