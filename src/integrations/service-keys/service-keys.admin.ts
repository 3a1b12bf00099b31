import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import type { Principal, ServicePrincipal } from '../../platform/access/principal.js';
import { Limits } from '../../platform/limits/limits.js';
import { ServiceKeys } from '../../sessions/service-keys.service.js';
import { sessionErrors } from '../../sessions/sessions.errors.js';
import { integrationsErrors } from '../integrations.errors.js';
import { MAKE_KEYS } from '../integrations.limits.js';
import type { ServiceKeyInfo, ServiceScope } from '../integrations.protocol.js';
import { hashOf, newServiceKey } from './service-key.js';
import { type KnownKey, ServiceKeysStore } from './service-keys.store.js';

const KEYS_MAX = 100;

/** Creating, revoking and checking service keys. */
@Injectable()
export class ServiceKeysAdmin implements OnModuleInit {
  constructor(
    private readonly store: ServiceKeysStore,
    private readonly doors: ServiceKeys,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.doors.checkWith((raw) => this.check(raw));
  }

  list(): Promise<ServiceKeyInfo[]> {
    return this.store.list();
  }

  /** @returns with the key itself, which nobody sees again @throws validation_failed, too_many_service_keys, rate_limited */
  async make(
    admin: Principal,
    input: { name: string; scopes: ServiceScope[]; expiresAt?: string },
  ): Promise<ServiceKeyInfo & { key: string }> {
    const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
    // Also false for a text that is not an instant.
    if (expiresAt && !(expiresAt.getTime() > Date.now()))
      throw platformErrors.validation_failed({
        errors: [{ path: 'expiresAt', code: 'is_past', message: 'expiresAt must lie in the future' }],
      });
    await this.limits.consume(MAKE_KEYS, admin.userId);
    const { raw, hash, hint } = newServiceKey();
    const scopes = [...new Set(input.scopes)];
    const id = randomUUID();
    const made = await this.store.transaction(async (tx) => {
      if ((await this.store.holdCount(tx)) >= KEYS_MAX) throw integrationsErrors.too_many_service_keys();
      const row = { id, hash, hint, name: input.name, scopes, createdBy: admin.userId, expiresAt };
      const key = await this.store.insert(row, tx);
      await this.audit.record({ event: 'authn_token_created', ...act(admin, id, { scopes }) }, tx);
      return key;
    });
    return { ...made, key: raw };
  }

  /** @throws service_key_not_found */
  async revoke(admin: Principal, id: string): Promise<void> {
    await this.store.transaction(async (tx) => {
      if (!(await this.store.revoke(id, tx))) throw integrationsErrors.service_key_not_found();
      await this.audit.record({ event: 'authn_token_revoked', ...act(admin, id) }, tx);
    });
  }

  private async check(raw: string): Promise<ServicePrincipal> {
    const hash = hashOf(raw);
    const known = hash && (await this.store.find(hash));
    if (!known) throw sessionErrors.service_key_invalid();
    if (known.isRevoked || known.isExpired) throw this.refusal(known);
    if (known.isStale) await this.store.use(known.id);
    return { keyId: known.id, scopes: known.scopes };
  }

  /** The key is still in use somewhere: worth a log line. */
  private refusal({ id, isRevoked }: KnownKey): Error {
    const reason = isRevoked ? 'service_key_invalid' : 'service_key_expired';
    this.audit.note({ event: 'authn_login_fail', result: 'failure', reason, details: { serviceKeyId: id } });
    return sessionErrors[reason]();
  }
}

function act(
  { userId: actorId, sessionId }: Principal,
  serviceKeyId: string,
  more: { scopes?: string[] } = {},
) {
  return {
    result: 'success',
    reason: 'service_key',
    actorId,
    sessionId,
    details: { serviceKeyId, ...more },
  } as const;
}
