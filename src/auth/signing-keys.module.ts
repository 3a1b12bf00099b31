import { Module } from '@nestjs/common';
import { SigningKeys } from './signing-keys.service.js';
import { SigningKeysStore } from './signing-keys.store.js';

@Module({ providers: [SigningKeysStore, SigningKeys], exports: [SigningKeys] })
export class SigningKeysModule {}
