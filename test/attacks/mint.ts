/**
 * Access tokens signed with the server's own key, as no outsider could make them: to see which are refused despite a valid
 * signature.
 */
import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import pg from 'pg';
import { open, Secrets } from '../../src/platform/secrets/secrets.js';

interface Stores {
  DATABASE_URL: string;
  APP_SECRET: string;
}

export interface Mint {
  kid: string;
  key: KeyObject;
  /** The claims of a good token for a session, with changes; `undefined` leaves a claim out. */
  claims(of: string, change?: object): Record<string, unknown>;
  /** @param payload claims, or JSON as it shall stand there */
  token(payload: object | string, header?: object): string;
}

export async function openMint({ DATABASE_URL, APP_SECRET }: Stores): Promise<Mint> {
  const [row] = await query<{ kid: string; private_sealed: Buffer }>(
    DATABASE_URL,
    `SELECT kid, private_sealed FROM signing_keys WHERE status = 'active'`,
  );
  const { kid, private_sealed } = row!;
  const pkcs8 = open(new Secrets(APP_SECRET).derive('signing-keys'), private_sealed);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return {
    kid,
    key,
    claims: (of, change = {}) => ({ ...decode(of.split('.')[1]!), jti: randomUUID(), ...change }),
    token: (payload, header = {}) => signed(key, { alg: 'ES256', typ: 'at+jwt', kid, ...header }, payload),
  };
}

export function signed(key: KeyObject, header: object, payload: object | string): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const input = `${encode(JSON.stringify(header))}.${encode(text)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

export function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

export function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

/** One statement on the server's own database. */
export async function query<T extends object>(
  databaseUrl: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}
