import { createHash, randomBytes } from 'node:crypto';
import { SERVICE_KEY_PREFIX } from '../../sessions/service-keys.service.js';

const SHAPE = new RegExp(`^${SERVICE_KEY_PREFIX}[A-Za-z0-9_-]{43}$`);
const HINT_LENGTH = 4;

/**
 * 256 random bits cannot be guessed, so the hash needs neither salt nor a slow function, which are for passwords that people
 * choose.
 */
export function newServiceKey(): { raw: string; hash: Buffer; hint: string } {
  const raw = SERVICE_KEY_PREFIX + randomBytes(32).toString('base64url');
  return { raw, hash: hashOf(raw)!, hint: raw.slice(-HINT_LENGTH) };
}

/** @returns undefined when the text is not a service key */
export function hashOf(raw: string): Buffer | undefined {
  return SHAPE.test(raw) ? createHash('sha256').update(raw).digest() : undefined;
}
