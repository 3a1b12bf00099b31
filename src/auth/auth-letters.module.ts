import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { EmailVerification } from './email-verification.service.js';
import { Notices } from './notices.service.js';
import { OneTimeLetters } from './one-time-letters.js';
import { OneTimeTokens } from './one-time-tokens.service.js';
import { OneTimeTokensStore } from './one-time-tokens.store.js';

/** What auth sends by mail: links that work once, and notices. */
@Module({
  imports: [UsersModule],
  providers: [OneTimeTokensStore, OneTimeTokens, OneTimeLetters, EmailVerification, Notices],
  exports: [OneTimeTokens, OneTimeTokensStore, EmailVerification, Notices],
})
export class AuthLettersModule {}
