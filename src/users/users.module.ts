import { Module } from '@nestjs/common';
import { AccountsService } from './accounts.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';
import { UsersStore } from './users.store.js';

/** Who exists. */
@Module({
  controllers: [UsersController],
  providers: [UsersStore, UsersService, AccountsService],
  exports: [UsersService, AccountsService],
})
export class UsersModule {}
