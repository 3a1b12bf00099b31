import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { open, seal } from '../../platform/secrets/secrets.js';

const SHAPE = /^rt_[A-Za-z0-9_-]{43}$/;

/** 256 random bits; the server keeps the SHA-256 only. */
export function newRefreshToken(): string {
  return `rt_${randomBytes(32).toString('base64url')}`;
}

export function isRefreshToken(text: string): boolean {
  return SHAPE.test(text);
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Only a client that holds the rotated token can read its successor. */
export function sealSuccessor(token: string, successor: string): Buffer {
  return seal(successorKey(token), Buffer.from(successor));
}

export function openSuccessor(token: string, sealed: Uint8Array): string {
  return open(successorKey(token), sealed).toString();
}

function successorKey(token: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, 'ringline', 'refresh-successor', 32));
}
