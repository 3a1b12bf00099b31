import { Injectable } from '@nestjs/common';
import { KeyOverview } from '../keys/key-overview.service.js';
import { KeyRotation } from '../keys/key-rotation.service.js';
import type { SigningKeyInfo } from '../keys/keys.protocol.js';
import { SigningKeys } from '../keys/signing-keys.service.js';
import type { Principal } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { CompromisedKeys } from '../sessions/access/compromised-keys.service.js';
import { Revocations } from '../sessions/revocation/revocations.service.js';

/** Administration of the signing keys. */
@Injectable()
export class SigningKeysAdmin {
  constructor(
    private readonly overview: KeyOverview,
    private readonly rotation: KeyRotation,
    private readonly compromised: CompromisedKeys,
    private readonly keys: SigningKeys,
    private readonly revocations: Revocations,
  ) {}

  /** All that verify; there are never more than a page of them. */
  async list(): Promise<Page<SigningKeyInfo>> {
    return { items: await this.overview.list(), nextCursor: null };
  }

  /**
   * @param compromised drop every key now and end every session, the caller's own too
   * @returns the keys as they are afterwards
   * @throws next_key_not_ready
   */
  async rotate(principal: Principal, compromised: boolean): Promise<Page<SigningKeyInfo>> {
    const actor = { actorId: principal.userId, sessionId: principal.sessionId };
    const ended = compromised ? await this.compromised.replace(actor) : [];
    if (!compromised) await this.rotation.rotate(actor);
    await this.keys.reload();
    await this.revocations.announce(ended);
    return this.list();
  }
}
