import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SigningKeysAdmin } from './signing-keys.admin.js';
import { SigningKeysController } from './signing-keys.controller.js';
import { KeysModule } from '../keys/keys.module.js';

@Module({
  imports: [SessionsModule, KeysModule],
  controllers: [SigningKeysController],
  providers: [SigningKeysAdmin],
})
export class SigningKeysAdminModule {}
