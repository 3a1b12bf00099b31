import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { open, seal } from '../platform/secrets/secrets.js';
import { ALGORITHM } from './keys.protocol.js';

/** The label under which the key that seals private parts is derived from APP_SECRET. */
export const SEALING_LABEL = 'signing-keys';

export interface NewSigningKey {
  /** RFC 7638 thumbprint. */
  kid: string;
  algorithm: string;
  publicJwk: JsonWebKey;
  /** PKCS#8, sealed. */
  privateSealed: Uint8Array;
}

/** The stored keys were sealed under another APP_SECRET: this process must not run beside those that made them. */
export class WrongAppSecret extends Error {
  constructor(cause: unknown) {
    super(
      'APP_SECRET: is not the one this database was made with, so its signing keys cannot be opened; give every instance the same APP_SECRET.',
      { cause },
    );
  }
}

export function newSigningKey(sealingKey: Buffer): NewSigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicJwk = publicKey.export({ format: 'jwk' });
  const privateSealed = seal(sealingKey, privateKey.export({ format: 'der', type: 'pkcs8' }));
  return { kid: thumbprint(publicJwk), algorithm: ALGORITHM, publicJwk, privateSealed };
}

/** @throws WrongAppSecret */
export function openSigningKey(sealingKey: Buffer, privateSealed: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: open(sealingKey, privateSealed), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new WrongAppSecret(cause);
  }
}

function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
