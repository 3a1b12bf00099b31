import { Module } from '@nestjs/common';
import { JwksController } from './jwks.controller.js';
import { KeyOverview } from './key-overview.service.js';
import { KeyRotationModule } from './key-rotation.module.js';
import { SigningKeys } from './signing-keys.service.js';

/** The keys that sign access tokens, and their public parts for verifiers. */
@Module({
  imports: [KeyRotationModule],
  controllers: [JwksController],
  providers: [SigningKeys, KeyOverview],
  exports: [KeyRotationModule, SigningKeys, KeyOverview],
})
export class KeysModule {}
