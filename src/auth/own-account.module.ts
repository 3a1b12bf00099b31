import { Module } from '@nestjs/common';
import { LettersModule } from '../letters/letters.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthModule } from './auth.module.js';
import { ErasureService } from './erasure.service.js';
import { OwnAccountController } from './own-account.controller.js';
import { PersonalExports } from './personal-export.service.js';

/** What people may do with their account as a whole. */
@Module({
  imports: [UsersModule, LettersModule, SessionsModule, AuthModule],
  controllers: [OwnAccountController],
  providers: [ErasureService, PersonalExports],
  exports: [ErasureService, PersonalExports],
})
export class OwnAccountModule {}
