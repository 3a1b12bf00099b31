/** Helpers for tests of the signing keys: reading them, and making time pass that they cannot wait for. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import supertest from 'supertest';
import { decode, query } from '../attacks/mint.js';

const COMMAND = path.resolve('dist/rotate-keys.js');
/** The next key has been published for an hour. */
export const AN_HOUR_PASSES = `UPDATE signing_keys SET created_at = created_at - interval '1 hour'`;

export function kidOf(token: string): unknown {
  return decode(token.split('.')[0]!).kid;
}

/** The ids of the published keys. */
export async function publishedKids(url: string): Promise<string[]> {
  const { body } = await supertest(url).get('/.well-known/jwks.json').expect(200);
  return (body as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
}

export async function anHourPasses(databaseUrl: string): Promise<void> {
  await query(databaseUrl, AN_HOUR_PASSES);
}

interface Rotation {
  reason: string;
  actor_id: string | null;
  details: Record<string, unknown>;
}

/** The audit log's entries about rotations. */
export function rotations(databaseUrl: string): Promise<Rotation[]> {
  return query(
    databaseUrl,
    `SELECT reason, actor_id, details FROM security.audit WHERE event = 'sys_crypto_keys_rotated' ORDER BY id`,
  );
}

/** `npm run keys:rotate` as an operator runs it beside the servers. */
export async function keysRotate(env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: process.env.TEST_RUN_FOLDER,
    env: { PATH: process.env.PATH, NODE_ENV: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, output };
}
