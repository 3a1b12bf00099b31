import { Module } from '@nestjs/common';
import { AccountsService } from './accounts.service.js';
import { EmailProofs } from './email-proof.service.js';
import { EmailProofStore } from './email-proof.store.js';
import { BlocksController } from './blocks.controller.js';
import { BlocksService } from './blocks.service.js';
import { BlocksStore } from './blocks.store.js';
import { NameSearchStore } from './name-search.store.js';
import { Provisioning } from './provisioning.service.js';
import { PermissionsService } from './permissions.service.js';
import { PersonalData } from './personal-data.service.js';
import { ProfileController } from './profile.controller.js';
import { RolesStore } from './roles.store.js';
import { AccountStatusService } from './account-status.service.js';
import { AccountStatusStore } from './account-status.store.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';
import { UsersStore } from './users.store.js';

/** User accounts, roles and blocks. */
@Module({
  controllers: [BlocksController, UsersController, ProfileController],
  providers: [
    BlocksStore,
    BlocksService,
    UsersStore,
    RolesStore,
    AccountStatusStore,
    PermissionsService,
    UsersService,
    AccountsService,
    EmailProofStore,
    EmailProofs,
    Provisioning,
    NameSearchStore,
    AccountStatusService,
    PersonalData,
  ],
  exports: [
    BlocksService,
    PermissionsService,
    UsersService,
    AccountsService,
    EmailProofs,
    Provisioning,
    AccountStatusService,
    PersonalData,
  ],
})
export class UsersModule {}
