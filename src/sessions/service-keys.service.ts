import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import type { Scope, ServicePrincipal } from '../platform/access/principal.js';
import { sessionErrors } from './sessions.errors.js';

/** The prefix of every service key, which distinguishes it from a token and lets secret scanners find it. */
export const SERVICE_KEY_PREFIX = 'rl_sk_';

/** @throws service_key_invalid, service_key_expired */
type Check = (raw: string) => Promise<ServicePrincipal>;

/** The back end behind a service key. The keys are managed by a slice above, which registers its check here. */
@Injectable()
export class ServiceKeys {
  private check: Check = () => Promise.reject(sessionErrors.service_key_invalid());

  constructor(private readonly audit: Audit) {}

  /** Once, while the application starts. */
  checkWith(check: Check): void {
    this.check = check;
  }

  isOne(raw: string): boolean {
    return raw.startsWith(SERVICE_KEY_PREFIX);
  }

  /**
   * @param scope the scope that the route requires; without it the route is for users
   * @throws service_key_invalid, service_key_expired, user_token_required, permission_denied
   */
  async accept(raw: string, scope: Scope | undefined): Promise<ServicePrincipal> {
    const service = await this.check(raw);
    if (scope !== undefined && service.scopes.includes(scope)) return service;
    const reason = scope === undefined ? 'user_token_required' : 'permission_denied';
    const details = { serviceKeyId: service.keyId, ...(scope && { scope }) };
    this.audit.note({ event: 'authz_fail', result: 'failure', reason, details });
    throw scope === undefined ? sessionErrors.user_token_required() : platformErrors.permission_denied();
  }
}
