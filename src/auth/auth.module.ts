import { Module } from '@nestjs/common';
import { LettersModule } from '../letters/letters.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { AuthMetrics } from './auth.metrics.js';
import { CredentialChanges } from './credential-changes.js';
import { CsrfTokens } from './csrf-tokens.js';
import { EmailVerification } from './email-verification.service.js';
import { GuestPurge } from './guest-purge.js';
import { Housekeeping } from './housekeeping.js';
import { NewMembers } from './new-members.js';
import { PasswordChangeService } from './password-change.service.js';
import { PasswordGuesses } from './password-guesses.js';
import { Reauthentication } from './reauthentication.js';
import { RegistrationService } from './registration.service.js';
import { SessionController } from './session.controller.js';
import { SignInService } from './sign-in.service.js';
import { SignOutService } from './sign-out.service.js';

/** Registration, guests, signing in and out, passwords of one's own. */
@Module({
  imports: [UsersModule, PasswordsModule, LettersModule, SessionsModule],
  controllers: [AuthController, SessionController],
  providers: [
    AuthMetrics,
    CsrfTokens,
    GuestPurge,
    Housekeeping,
    PasswordGuesses,
    Reauthentication,
    CredentialChanges,
    PasswordChangeService,
    EmailVerification,
    NewMembers,
    RegistrationService,
    SignInService,
    SignOutService,
  ],
  exports: [
    AuthMetrics,
    CredentialChanges,
    CsrfTokens,
    EmailVerification,
    PasswordChangeService,
    Reauthentication,
    RegistrationService,
    SignInService,
    SignOutService,
  ],
})
export class AuthModule {}
