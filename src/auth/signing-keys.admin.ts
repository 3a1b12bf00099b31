import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import type { Principal } from '../platform/http/principal.js';
import type { Page } from '../platform/http/problem.protocol.js';
import type { SigningKeyInfo } from './auth.protocol.js';
import { Revocations } from './revocations.service.js';
import { keepRetiredSeconds, PUBLISH_FIRST_S } from './signing-keys.policy.js';
import { SigningKeyRotation } from './signing-keys.rotation.js';
import { SigningKeys } from './signing-keys.service.js';
import { type SigningKeyRow, SigningKeysStore } from './signing-keys.store.js';

/** What an administrator does with the signing keys. */
@Injectable()
export class SigningKeysAdmin {
  constructor(
    private readonly store: SigningKeysStore,
    private readonly rotation: SigningKeyRotation,
    private readonly keys: SigningKeys,
    private readonly revocations: Revocations,
    private readonly config: Configuration,
  ) {}

  /** All that verify; there are never more than a page of them. */
  async list(): Promise<Page<SigningKeyInfo>> {
    const rows = await this.store.findAll();
    const keepS = keepRetiredSeconds(this.config.accessTokenTtlS);
    return { items: rows.map((row) => describe(row, keepS)), nextCursor: null };
  }

  /**
   * @param compromised drop every key now and end every session, the caller's own too
   * @returns the keys as they are afterwards
   * @throws next_key_not_ready
   */
  async rotate(principal: Principal, compromised: boolean): Promise<Page<SigningKeyInfo>> {
    const actor = { actorId: principal.userId, sessionId: principal.sessionId };
    const ended = compromised ? await this.rotation.replaceAll(actor) : [];
    if (!compromised) await this.rotation.rotate(actor);
    await this.keys.reload();
    await this.revocations.announce(ended);
    return this.list();
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
