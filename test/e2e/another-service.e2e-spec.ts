/**
 * Another service verifies our access tokens with the URL of the published keys alone: the programs in examples/verify-token/.
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
  Node: [process.execPath, path.resolve('examples/verify-token/verify-token.mjs')],
  Python: ['/usr/bin/python3', path.resolve('examples/verify-token/verify-token.py')],
};

/** The prefix for the script, so that it believes a clock which is off by so many seconds. */
const WITH_ANOTHER_CLOCK: Record<string, (offS: number) => string[]> = {
  Node: (offS) => {
    const shim = `const Real = Date; globalThis.Date = class extends Real {
      constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + ${offS * 1000}); }
      static now() { return Real.now() + ${offS * 1000}; } };`;
    return ['--import', `data:text/javascript,${encodeURIComponent(shim)}`];
  },
  Python: (offS) => {
    const shim = `import sys, runpy, datetime as real, jwt.api_jwt as api
class Clock(real.datetime):
    @classmethod
    def now(cls, tz=None):
        return real.datetime.now(tz) + real.timedelta(seconds=${offS})
    @classmethod
    def utcnow(cls):
        return real.datetime.utcnow() + real.timedelta(seconds=${offS})
api.datetime = Clock
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')`;
    return ['-c', shim];
  },
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

/** A service that keeps running; its verdict on a token. */
function service(name: string, clockOffS = 0): (token: string) => Promise<string> {
  const [program, script] = services[name]!;
  const child = spawn(program, [
    ...(clockOffS === 0 ? [] : WITH_ANOTHER_CLOCK[name]!(clockOffS)),
    script,
    `${url}/.well-known/jwks.json`,
    ISSUER,
    AUDIENCE,
  ]);
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

test.each(Object.keys(services))(
  '%s forgives a clock that is off by less than half a minute',
  async (name) => {
    const { accessToken: token } = await login(url, ana.user.username);
    const { exp, iat } = decode(token.split('.')[1]!) as { exp: number; iat: number };
    const accepted = `accepted ${ana.id}`;
    // Behind, as a machine that has not yet heard that the token was made; ahead, after it has expired.
    const behind = iat - Math.floor(Date.now() / 1000) - 15;
    const ahead = exp - Math.floor(Date.now() / 1000);
    expect(await service(name, behind)(token)).toBe(accepted);
    expect(await service(name, ahead + 10)(token)).toBe(accepted);
    expect(await service(name, ahead + 40)(token)).toMatch(/^refused: /);
  },
);
