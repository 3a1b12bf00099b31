import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { EmailsModule } from '../emails/emails.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { ErasureService } from './erasure.service.js';
import { ExportLeases } from './export-leases.js';
import { ExportLeasesStore } from './export-leases.store.js';
import { GuestPurge } from './guest-purge.js';
import { Housekeeping } from './housekeeping.js';
import { OwnAccountController } from './own-account.controller.js';
import { PersonalExports } from './personal-export.service.js';

/** Accounts as a whole: personal data export, account deletion and periodic clean-up. */
@Module({
  imports: [UsersModule, EmailsModule, SessionsModule, AuthModule],
  controllers: [OwnAccountController],
  providers: [ErasureService, ExportLeasesStore, ExportLeases, PersonalExports, GuestPurge, Housekeeping],
})
export class AccountsModule {}
