import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keys derived from APP_SECRET (HKDF-SHA-256, RFC 5869), one per label, so that no two purposes share a key. */
export class Secrets {
  constructor(private readonly appSecret: string) {}

  /** @returns 32 bytes, the same on every instance with the same APP_SECRET */
  derive(label: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.appSecret, 'ringline', label, 32));
  }
}

/** AES-256-GCM (NIST SP 800-38D): nonce, tag and ciphertext in one buffer. */
export function seal(key: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error when the key is another one or the bytes were changed */
export function open(key: Buffer, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
