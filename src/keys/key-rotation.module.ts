import { Module } from '@nestjs/common';
import { KeyRotation } from './key-rotation.service.js';
import { SigningKeysStore } from './signing-keys.store.js';

/** The keys in the database, for programs that neither sign nor verify, such as the command line. */
@Module({
  providers: [SigningKeysStore, KeyRotation],
  exports: [SigningKeysStore, KeyRotation],
})
export class KeyRotationModule {}
