import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits in base64url: states, codes, PKCE verifiers, nonces, the browser's cookie. */
const SHAPE = /^[A-Za-z0-9_-]{43}$/;

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function isSecret(text: unknown): text is string {
  return typeof text === 'string' && SHAPE.test(text);
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** S256 of RFC 7636: the challenge that a client sends before the verifier. */
export function challengeOf(verifier: string): string {
  return hashOf(verifier).toString('base64url');
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
