import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminAccounts } from './admin-accounts.service.js';
import { AdminController } from './admin.controller.js';
import { AdminSeed } from './admin-seed.js';
import { AuthModule } from './auth.module.js';
import { LettersModule } from '../letters/letters.module.js';

/** Accounts of others. */
@Module({
  imports: [UsersModule, SessionsModule, AuthModule, LettersModule],
  controllers: [AdminController],
  providers: [AdminAccounts, AdminSeed],
  exports: [AdminAccounts],
})
export class AdminModule {}
