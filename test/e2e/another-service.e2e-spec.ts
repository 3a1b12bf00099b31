/**
 * Another service verifies our access tokens with the address of the published keys alone: the programs in samples/.
 * @needs python3-jwt
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decode, encode, type Mint, openMint, signed } from '../attacks/mint.js';
import { aUser, type Device, login } from '../support/client.js';
import { grant } from '../support/roles.js';
import { startServer, stores } from '../support/server.mjs';
import { anHourPasses, kidOf } from '../support/signing-keys.js';

const ISSUER = 'https://ringline.test';
const AUDIENCE = 'ringline';
const services: Record<string, [string, string]> = {
  Node: [process.execPath, path.resolve('samples/verify-token.mjs')],
  Python: ['/usr/bin/python3', path.resolve('samples/verify-token.py')],
};

let ana: Device;
let url: string;
let env: Awaited<ReturnType<typeof stores>>;
let mint: Mint;
const running: ChildProcessWithoutNullStreams[] = [];

beforeAll(async () => {
  env = await stores();
  url = (await startServer({ ...env, TOKEN_ISSUER: ISSUER })).url;
  ana = await aUser('ana', url);
  await grant(ana, 'admin');
});

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** A service that goes on running; what it says of a token. */
function service(name: string): (token: string) => Promise<string> {
  const [program, script] = services[name]!;
  const child = spawn(program, [script, `${url}/.well-known/jwks.json`, ISSUER, AUDIENCE]);
  running.push(child);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (token) => {
    child.stdin.write(`${token}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended: ${errors}`);
    return value;
  };
}

/** The same signature under another name. */
function tampered(token: string): string {
  const [header, claims, signature] = token.split('.') as [string, string, string];
  return `${header}.${encode(JSON.stringify({ ...decode(claims), sub: randomUUID() }))}.${signature}`;
}

test('both kinds believe ours before and after a rotation, and nothing else', async () => {
  mint = await openMint(env);
  const asked = Object.keys(services).map(service);
  const accepted = `accepted ${ana.id}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const header = { alg: 'ES256', typ: 'at+jwt' };
  const nowS = Math.floor(Date.now() / 1000);
  const bad = (token: string) => ({
    'another subject': tampered(token),
    'another issuer': mint.token(mint.claims(token, { iss: 'https://elsewhere.test' })),
    'another audience': mint.token(mint.claims(token, { aud: 'elsewhere' })),
    'another type': mint.token(mint.claims(token), { typ: 'JWT' }),
    expired: mint.token(mint.claims(token, { exp: nowS - 60 })),
    'no expiry': mint.token(mint.claims(token, { exp: undefined })),
    "another key under our key's id": signed(privateKey, { ...header, kid: mint.kid }, mint.claims(token)),
    'a key id of nobody': signed(privateKey, { ...header, kid: 'nobody' }, mint.claims(token)),
    'no signature': token.slice(0, token.lastIndexOf('.') + 1),
    'a refresh token': ana.refreshToken,
    'an empty line': '',
  });

  const before = ana.accessToken;
  for (const ask of asked) {
    expect(await ask(before)).toBe(accepted);
    expect(await ask(mint.token(mint.claims(before)))).toBe(accepted);
    for (const [name, token] of Object.entries(bad(before)))
      expect([name, await ask(token)]).toEqual([name, expect.stringMatching(/^refused: /)]);
  }

  await anHourPasses(env.DATABASE_URL);
  await ana.rest.post('/api/admin/signing-keys/rotate').send({}).expect(200);
  const { accessToken: after } = await login(url, ana.user.username);
  expect(kidOf(after)).not.toBe(kidOf(before));

  // Those that have kept the keys, and one of each kind that begins now.
  for (const ask of [...asked, ...Object.keys(services).map(service)]) {
    expect(await ask(after)).toBe(accepted);
    expect(await ask(before)).toBe(accepted);
    expect(await ask(tampered(after))).toMatch(/^refused: /);
  }
});
