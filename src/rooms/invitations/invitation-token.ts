import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'join_';
const RANDOM = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits; the server keeps the SHA-256 only. */
export function newInvitationToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** The hash under which a token is stored; undefined for any text that is no token. */
export function hashOfInvitation(token: string): Buffer | undefined {
  if (!token.startsWith(PREFIX) || !RANDOM.test(token.slice(PREFIX.length))) return undefined;
  return createHash('sha256').update(token).digest();
}

/**
 * The token stands in the fragment, which browsers keep to themselves: it is in no request line, log or Referer.
 * @param base from the configuration, never from a request
 */
export function invitationLink(token: string, base: string): string {
  return `${base.replace(/\/+$/, '')}/#invite=${token}`;
}
