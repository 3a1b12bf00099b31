import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import type { SigningKeyInfo } from './keys.protocol.js';
import { keepRetiredSeconds, PUBLISH_FIRST_S } from './signing-keys.policy.js';
import { type SigningKeyRow, SigningKeysStore } from './signing-keys.store.js';

/** The keys as administrators see them, without their private parts. */
@Injectable()
export class KeyOverview {
  constructor(
    private readonly store: SigningKeysStore,
    private readonly config: Configuration,
  ) {}

  /** The oldest first; there are never more than a few. */
  async list(): Promise<SigningKeyInfo[]> {
    const rows = await this.store.findAll();
    const keepS = keepRetiredSeconds(this.config.auth.accessTokenTtlS);
    return rows.map((row) => describe(row, keepS));
  }
}

function describe(key: SigningKeyRow, keepRetiredS: number): SigningKeyInfo {
  const { kid, status, createdAt, activatedAt, retiredAt } = key;
  const after = (from: Date | null, seconds: number) =>
    from && new Date(from.getTime() + seconds * 1000).toISOString();
  return {
    kid,
    status,
    createdAt: createdAt.toISOString(),
    readyAt: status === 'next' ? after(createdAt, PUBLISH_FIRST_S) : null,
    activatedAt: after(activatedAt, 0),
    retiredAt: after(retiredAt, 0),
    verifiesUntil: after(retiredAt, keepRetiredS),
  };
}
