import { Module } from '@nestjs/common';
import { PasswordHasher } from './password-hasher.service.js';
import { PasswordRules } from './password-rules.service.js';

/** Password rules and password hashing. */
@Module({
  providers: [PasswordHasher, PasswordRules],
  exports: [PasswordHasher, PasswordRules],
})
export class PasswordsModule {}
