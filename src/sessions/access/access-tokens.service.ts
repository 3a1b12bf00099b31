import { randomUUID, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { LRUCache } from 'lru-cache';
import { ALGORITHM } from '../../keys/keys.protocol.js';
import { SigningKeys } from '../../keys/signing-keys.service.js';
import { Configuration } from '../../platform/config/configuration.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/access/principal.js';
import {
  type AccessClaims,
  bearerToken,
  CLIENT_ID,
  keyIdOf,
  readClaims,
  TOKEN_TYPE,
} from './access-token.policy.js';
import { REVOCATION_LIST, type RevocationList } from '../revocation/revocation-list.js';
import { sessionErrors } from '../sessions.errors.js';
import { SessionMetrics } from '../sessions.metrics.js';

export { bearerToken } from './access-token.policy.js';

const REMEMBERED = 10_000;

interface Verified {
  principal: Principal;
  kid: string;
}

/** Makes and verifies access tokens; the same for REST and sockets. */
@Injectable()
export class AccessTokens {
  /** A signature is checked once; afterwards the token itself is the key. */
  private readonly verified = new LRUCache<string, Verified>({ max: REMEMBERED });

  constructor(
    private readonly jwt: JwtService,
    private readonly keys: SigningKeys,
    @Inject(REVOCATION_LIST) private readonly revoked: RevocationList,
    private readonly config: Configuration,
    private readonly metrics: SessionMetrics,
  ) {}

  issue(subject: { userId: string; sessionId: string; credentialVersion: number; isGuest: boolean }): {
    accessToken: string;
    expiresIn: number;
  } {
    const expiresIn = this.config.auth.accessTokenTtlS;
    const claims: AccessClaims = {
      sub: subject.userId,
      sid: subject.sessionId,
      jti: randomUUID(),
      client_id: CLIENT_ID,
      cv: subject.credentialVersion,
      guest: subject.isGuest,
    };
    const header = { alg: ALGORITHM, typ: TOKEN_TYPE, kid: this.keys.active.kid };
    return { accessToken: this.jwt.sign(claims, { header, expiresIn }), expiresIn };
  }

  /** @throws token_invalid, token_expired, session_revoked, auth_backend_unavailable */
  async verify(raw: string): Promise<Principal> {
    const principal = this.recall(raw) ?? (await this.check(raw));
    await this.refuseRevoked(principal);
    return principal;
  }

  /**
   * The user named by an Authorization header; undefined where `verify` would throw that nobody is signed in.
   * @throws auth_backend_unavailable
   */
  async principalOf(authorization: string | undefined): Promise<Principal | undefined> {
    const raw = bearerToken(authorization);
    if (raw === undefined) return undefined;
    return this.verify(raw).catch((error: unknown) => {
      if (error instanceof AppError && error.status === 401) return undefined;
      throw error;
    });
  }

  /** The principal of a token whose signature was checked before, if it is still good. */
  recall(raw: string): Principal | undefined {
    const known = this.verified.get(raw);
    if (!known) return undefined;
    if (known.principal.expiresAtMs > Date.now() && this.keys.find(known.kid)) {
      this.metrics.verifications.inc({ result: 'remembered' });
      return known.principal;
    }
    this.verified.delete(raw);
    return undefined;
  }

  /** The key that must have signed the token. @throws token_invalid before any work worth mentioning */
  async keyFor(raw: string): Promise<KeyObject> {
    const kid = keyIdOf(raw);
    const key = kid === undefined ? undefined : (this.keys.find(kid) ?? (await this.freshKey(kid)));
    if (!key) throw this.refusal('invalid');
    return key;
  }

  /** The claims of a token with a valid signature. @throws token_invalid, token_expired */
  accept(raw: string, claims: unknown): Principal {
    const read = readClaims(claims, Date.now());
    if (typeof read === 'string') throw this.refusal(read);
    this.verified.set(raw, { principal: read, kid: keyIdOf(raw)! });
    this.metrics.verifications.inc({ result: 'valid' });
    return read;
  }

  /** Our error for an error of the JWT library. */
  asRefusal(error: unknown): AppError {
    if (error instanceof AppError) return error;
    return this.refusal(error instanceof Error && error.name === 'TokenExpiredError' ? 'expired' : 'invalid');
  }

  /** @throws session_revoked, auth_backend_unavailable */
  async refuseRevoked(principal: Principal): Promise<void> {
    if (!(await this.revoked.has(principal.sessionId))) return;
    this.metrics.verifications.inc({ result: 'revoked' });
    throw sessionErrors.session_revoked();
  }

  /**
   * The session that a token of ours names, also when it has expired: enough for signing out.
   * @throws auth_backend_unavailable
   */
  async sessionOf(raw: string): Promise<string | undefined> {
    try {
      await this.keyFor(raw);
      const claims = await this.jwt.verifyAsync<Partial<AccessClaims>>(raw, { ignoreExpiration: true });
      const read = readClaims({ ...claims, exp: Number.MAX_SAFE_INTEGER }, Date.now());
      return typeof read === 'string' ? undefined : read.sessionId;
    } catch (error) {
      if (error instanceof AppError && error.status !== 401) throw error;
      return undefined;
    }
  }

  private async check(raw: string): Promise<Principal> {
    // The library requests the key synchronously, so it must be loaded by then.
    await this.keyFor(raw);
    const claims = await this.jwt.verifyAsync<object>(raw).catch((error: unknown) => {
      throw this.asRefusal(error);
    });
    return this.accept(raw, claims);
  }

  private freshKey(kid: string): Promise<KeyObject | undefined> {
    return this.keys.findFresh(kid).catch((cause: unknown) => {
      throw sessionErrors.auth_backend_unavailable({ cause, retryAfterMs: 1000 });
    });
  }

  private refusal(kind: 'invalid' | 'expired'): AppError {
    this.metrics.verifications.inc({ result: kind });
    return kind === 'expired' ? sessionErrors.token_expired() : sessionErrors.token_invalid();
  }
}
