import { Module } from '@nestjs/common';
import { EmailsModule } from '../emails/emails.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthMetrics } from './auth-metrics.service.js';
import { AuthController } from './auth.controller.js';
import { CredentialChanges } from './credential-changes.js';
import { CsrfTokens } from './cookie/csrf-tokens.js';
import { EmailVerification } from './email/email-verification.service.js';
import { EmailController } from './email/email.controller.js';
import { GuestEntry } from './guest-entry.service.js';
import { AccountCreation } from './account-creation.js';
import { PageSessionController } from './cookie/page-session.controller.js';
import { PasswordChangeService } from './password/password-change.service.js';
import { PasswordForgottenService } from './password/password-forgotten.service.js';
import { SignInThrottle } from './password/sign-in-throttle.js';
import { PasswordResetService } from './password/password-reset.service.js';
import { PasswordController } from './password/password.controller.js';
import { Reauthentication } from './password/reauthentication.service.js';
import { RegistrationService } from './registration.service.js';
import { SessionController } from './session.controller.js';
import { SignInLocks } from './sign-in-locks.service.js';
import { SignInMethods } from './sign-in-methods.service.js';
import { SignInService } from './sign-in.service.js';
import { SignOutService } from './sign-out.service.js';

/** Registration, guests, sign-in, sign-out, and a user's own password. */
@Module({
  imports: [UsersModule, PasswordsModule, EmailsModule, SessionsModule],
  controllers: [
    AuthController,
    SessionController,
    PasswordController,
    EmailController,
    PageSessionController,
  ],
  providers: [
    AuthMetrics,
    CsrfTokens,
    SignInThrottle,
    Reauthentication,
    CredentialChanges,
    PasswordChangeService,
    PasswordForgottenService,
    PasswordResetService,
    EmailVerification,
    GuestEntry,
    AccountCreation,
    RegistrationService,
    SignInService,
    SignOutService,
    SignInLocks,
    SignInMethods,
  ],
  exports: [
    AuthMetrics,
    EmailVerification,
    GuestEntry,
    PasswordChangeService,
    PasswordForgottenService,
    PasswordResetService,
    Reauthentication,
    RegistrationService,
    SignInLocks,
    SignInMethods,
    SignInService,
    SignOutService,
  ],
})
export class AuthModule {}
