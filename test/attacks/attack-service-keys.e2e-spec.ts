/** A service key is no user and no user is a service key; revoked, expired and invented keys open nothing. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aGuest, aUser, type Device, HandshakeRefusal } from '../support/client.js';
import { codes, graphql } from '../support/graphql.js';
import { aServiceKey, anAdmin, BackEnd } from '../support/integrations.js';
import { refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { query } from './mint.js';

let databaseUrl: string;
let admin: Device;
let key: string;
let keyId: string;

beforeAll(async () => {
  const env = await stores();
  databaseUrl = env.DATABASE_URL;
  const { url } = await startServer(env);
  admin = await anAdmin(url);
  ({ key, id: keyId } = await aServiceKey(admin));
});

const EVENT = { to: { room: 'public' }, event: 'hello', data: {} };
const SCOPED = [
  ['post', '/api/events'],
  ['get', '/api/webhooks'],
  ['post', '/api/webhooks'],
] as const;

const ask = (method: 'get' | 'post' | 'patch' | 'put' | 'delete', path: string, token: string) =>
  supertest(admin.url)[method](path).set('authorization', `Bearer ${token}`);

describe("a user's token", () => {
  test.each(SCOPED)('does not open %s %s', async (method, path) => {
    for (const person of [admin, await aUser('ana', admin.url), await aGuest('Gwen', admin.url)])
      expect((await refusal(ask(method, path, person.accessToken), 403)).code).toBe('service_key_required');
    expect((await refusal(ask(method, path, `${admin.accessToken}x`), 401)).code).toBe('token_invalid');
  });
});

describe('a service key', () => {
  test.each([
    ['get', '/api/auth/me'],
    ['get', '/api/auth/sessions'],
    ['get', '/api/users'],
    ['get', '/api/profile'],
    ['patch', '/api/profile'],
    ['post', '/api/calls'],
    ['get', '/api/chat/rooms'],
    ['get', '/api/admin/users'],
    ['get', '/api/admin/audit'],
    ['get', '/api/admin/service-keys'],
    ['post', '/api/admin/service-keys'],
    ['delete', '/api/admin/service-keys/6f1f2a52-9c6e-4d1f-8d5e-111111111111'],
    ['post', '/api/admin/signing-keys/rotate'],
  ] as const)('does not open %s %s', async (method, path) => {
    expect((await refusal(ask(method, path, key), 403)).code).toBe('user_token_required');
  });

  test('signs nobody in: not at sockets, not in GraphQL', async () => {
    const asked = await graphql(admin.url, '{ me { id } }', {}, { authorization: `Bearer ${key}` });
    expect(codes(asked)).toEqual(['user_token_required']);
    const ana = await aUser('ana', admin.url);
    const refused = await ana.connect({ auth: { token: key } }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HandshakeRefusal);
    expect((refused as HandshakeRefusal).code).toBe('token_invalid');
  });

  test('opens nothing beyond its scope', async () => {
    const { key: narrow } = await aServiceKey(admin, { scopes: ['events:publish'] });
    await ask('post', '/api/events', narrow).send(EVENT).expect(202);
    expect((await refusal(ask('get', '/api/webhooks', narrow), 403)).code).toBe('permission_denied');
  });
});

describe('what is not, or no longer, a key', () => {
  const made = () => `rl_sk_${randomBytes(32).toString('base64url')}`;

  test.each<[string, () => string]>([
    ['one that was made up', made],
    ['one with another end', () => key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A')],
    ['one in other letters', () => `rl_sk_${key.slice(6).toUpperCase()}`],
    ['one that is too long', () => `${key}A`],
    ['the beginning alone', () => 'rl_sk_'],
    ['a huge one', () => `rl_sk_${'A'.repeat(6000)}`],
    ['its id', () => `rl_sk_${keyId}`],
    ['an injection', () => `rl_sk_'OR'1'='1`],
  ])('%s is refused', async (_name, forge) => {
    const problem = await refusal(ask('post', '/api/events', forge()).send(EVENT), 401);
    expect(problem.code).toBe('service_key_invalid');
  });

  test('the hash in the database is not the key', async () => {
    const [row] = await query<{ hash: Buffer }>(databaseUrl, 'SELECT hash FROM service_keys WHERE id = $1', [
      keyId,
    ]);
    for (const form of ['hex', 'base64url'] as const)
      await refusal(ask('post', '/api/events', `rl_sk_${row!.hash.toString(form)}`).send(EVENT), 401);
    expect(key).not.toContain(row!.hash.toString('base64url'));
  });

  test('a revoked one, and one that has expired, which is noted', async () => {
    const [revoked, expired] = [await aServiceKey(admin), await aServiceKey(admin)];
    await admin.rest.delete(`/api/admin/service-keys/${revoked.id}`).expect(204);
    await query(databaseUrl, `UPDATE service_keys SET expires_at = now() - interval '1 s' WHERE id = $1`, [
      expired.id,
    ]);
    const codes = await Promise.all(
      [revoked, expired].map(
        async (one) => (await refusal(ask('post', '/api/events', one.key).send(EVENT), 401)).code,
      ),
    );
    expect(codes).toEqual(['service_key_invalid', 'service_key_expired']);
  });
});

test('a back end that asks too often has to wait, and only that one', async () => {
  const env = await stores();
  const generous = await startServer(env);
  const { url } = await startServer({ ...env, RATE_LIMIT_FACTOR: '0.01' });
  const [shop, forum] = [await BackEnd.start(generous.url), await BackEnd.start(generous.url)].map((one) =>
    one.at(url),
  ) as [BackEnd, BackEnd];
  for (let i = 0; i < 6; i++) await shop.publish(EVENT).expect(202);
  const problem = await refusal(shop.publish(EVENT), 429);
  expect(problem).toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: expect.any(Number) });
  await forum.publish(EVENT).expect(202);
  const manage = () => forum.ask('patch', '/api/webhooks/6f1f2a52-9c6e-4d1f-8d5e-111111111111').send({});
  await refusal(manage(), 404);
  expect((await refusal(manage(), 429)).code).toBe('rate_limited');
});
