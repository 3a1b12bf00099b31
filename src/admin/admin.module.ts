import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { EmailsModule } from '../emails/emails.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminAccounts } from './admin-accounts.service.js';
import { AdminSeed } from './admin-seed.js';
import { AdminController } from './admin.controller.js';
import { Invitations } from './invitations.js';
import { SigningKeysAdmin } from './signing-keys.admin.js';
import { SigningKeysController } from './signing-keys.controller.js';

/** Administration of other users' accounts and of the signing keys. */
@Module({
  imports: [UsersModule, KeysModule, EmailsModule, SessionsModule, AuthModule],
  controllers: [AdminController, SigningKeysController],
  providers: [Invitations, AdminAccounts, AdminSeed, SigningKeysAdmin],
  exports: [AdminAccounts],
})
export class AdminModule {}
