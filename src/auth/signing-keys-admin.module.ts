import { Module } from '@nestjs/common';
import { AuthModule } from './auth.module.js';
import { SigningKeysAdmin } from './signing-keys.admin.js';
import { SigningKeysController } from './signing-keys.controller.js';
import { KeysModule } from '../keys/keys.module.js';

@Module({
  imports: [AuthModule, KeysModule],
  controllers: [SigningKeysController],
  providers: [SigningKeysAdmin],
})
export class SigningKeysAdminModule {}
