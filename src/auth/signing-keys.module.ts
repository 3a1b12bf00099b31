import { Module } from '@nestjs/common';
import { SigningKeyRotation } from './signing-keys.rotation.js';
import { SigningKeys } from './signing-keys.service.js';
import { SigningKeysStore } from './signing-keys.store.js';

@Module({
  providers: [SigningKeysStore, SigningKeyRotation, SigningKeys],
  exports: [SigningKeysStore, SigningKeyRotation, SigningKeys],
})
export class SigningKeysModule {}
