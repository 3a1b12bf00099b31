import { ALGORITHM, SKEW_S } from '../../keys/keys.protocol.js';
import type { Principal } from '../../platform/access/principal.js';

/** The required form and claims of a token: RFC 9068, RFC 8725. */
export const TOKEN_TYPE = 'at+jwt';
export const CLIENT_ID = 'ringline';
const MAX_LENGTH = 8192;
const SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BEARER = /^Bearer +([^\s]+)$/i;

export interface AccessClaims {
  sub: string;
  sid: string;
  jti: string;
  client_id: string;
  /** The account's credential version when the token was made. */
  cv: number;
  guest: boolean;
}

export interface TokenExpectations {
  algorithms: (typeof ALGORITHM)[];
  issuer: string;
  audience: string;
  clockTolerance: number;
}

export function verifyOptions(issuer: string, audience: string): TokenExpectations {
  return { algorithms: [ALGORITHM], issuer, audience, clockTolerance: SKEW_S };
}

export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
}

/**
 * Everything that can be refused before a key is looked for.
 * @returns the key id, or undefined when the token is not one of ours
 */
export function keyIdOf(raw: string): string | undefined {
  if (raw.length > MAX_LENGTH || !SHAPE.test(raw)) return undefined;
  const parts = raw.split('.');
  if (!parts.every(isCanonical)) return undefined;
  const header = parseObject(parts[0]!);
  // Exactly these: no crit, jku, jwk, x5u, x5c, zip, b64.
  if (!header || Object.keys(header).sort().join() !== 'alg,kid,typ') return undefined;
  if (header.alg !== ALGORITHM || header.typ !== TOKEN_TYPE) return undefined;
  return typeof header.kid === 'string' && KEY_ID.test(header.kid) ? header.kid : undefined;
}

/** Checks the claims of a token whose signature, issuer and audience are valid. */
export function readClaims(claims: unknown, nowMs: number): Principal | 'invalid' | 'expired' {
  if (typeof claims !== 'object' || claims === null) return 'invalid';
  const { sub, sid, exp, iat, nbf, guest } = claims as Record<string, unknown>;
  if (!isUuid(sub) || !isUuid(sid) || typeof guest !== 'boolean') return 'invalid';
  if (!isInstant(exp) || !isInstant(iat) || (nbf !== undefined && !isInstant(nbf))) return 'invalid';
  const latestS = nowMs / 1000 + SKEW_S;
  if (iat > latestS || (nbf !== undefined && nbf > latestS)) return 'invalid';
  return exp * 1000 <= nowMs
    ? 'expired'
    : { userId: sub, sessionId: sid, isGuest: guest, expiresAtMs: exp * 1000 };
}

/** One token has one spelling: no padding bits set, no stray characters. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function parseObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** Whole seconds since 1970. */
function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
