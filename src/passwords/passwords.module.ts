import { Module } from '@nestjs/common';
import { PasswordHasher } from './password-hasher.service.js';
import { PasswordRules } from './password-rules.service.js';

/** Which passwords are good, and what is kept of them. */
@Module({
  providers: [PasswordHasher, PasswordRules],
  exports: [PasswordHasher, PasswordRules],
})
export class PasswordsModule {}
