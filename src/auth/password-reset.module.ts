import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { LettersModule } from '../letters/letters.module.js';
import { AuthModule } from './auth.module.js';
import { EmailController } from './email.controller.js';
import { PasswordForgottenService } from './password-forgotten.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordController } from './password.controller.js';

/** What links in mail lead to: a password that replaces a forgotten one, a first one, a verified address. */
@Module({
  imports: [UsersModule, SessionsModule, AuthModule, LettersModule, PasswordsModule],
  controllers: [PasswordController, EmailController],
  providers: [PasswordForgottenService, PasswordResetService],
  exports: [PasswordForgottenService, PasswordResetService],
})
export class PasswordResetModule {}
