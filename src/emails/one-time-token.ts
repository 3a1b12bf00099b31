import { createHash, randomBytes } from 'node:crypto';

/** The purpose of a token in a mail: the prefix that identifies it, and how long it is valid. */
export const PURPOSES = {
  password_reset: { prefix: 'reset_', ttlS: 600 },
  email_verification: { prefix: 'verify_', ttlS: 86_400 },
  invitation: { prefix: 'invite_', ttlS: 259_200 },
} as const;

export type TokenPurpose = keyof typeof PURPOSES;

const RANDOM = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits; the server keeps the SHA-256 only. */
export function newOneTimeToken(purpose: TokenPurpose): string {
  return PURPOSES[purpose].prefix + randomBytes(32).toString('base64url');
}

/** The purpose that the prefix of a token names; undefined for any other text. */
export function purposeOf(token: string): TokenPurpose | undefined {
  return (Object.keys(PURPOSES) as TokenPurpose[]).find((purpose) => {
    const { prefix } = PURPOSES[purpose];
    return token.startsWith(prefix) && RANDOM.test(token.slice(prefix.length));
  });
}

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
