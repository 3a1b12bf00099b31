/** After a rotation users stay signed in; dropping a compromised key ends every session. */
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SigningKeyInfo } from '../../src/keys/keys.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { query } from '../attacks/mint.js';
import { aGuest, aUser, type Device, login } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.mjs';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { embeddedStores, startServer, stores } from '../support/server.mjs';
import { AN_HOUR_PASSES, anHourPasses, kidOf, publishedKids, rotations } from '../support/signing-keys.js';

interface House {
  urls: string[];
  /** An administrator. */
  ana: Device;
}

const rotate = (admin: Device, body: object = {}) =>
  admin.rest.post('/api/admin/signing-keys/rotate').send(body);
const keysOf = (admin: Device) =>
  answer<Page<SigningKeyInfo>>(admin.rest.get('/api/admin/signing-keys').expect(200));

async function twoInstances() {
  const env = await stores();
  const [a, b] = [await startServer(env), await startServer(env)];
  const ana = await aUser('ana', a.url);
  await grant(ana, 'admin');
  return { urls: [a.url, b.url], ana, env, databaseUrl: env.DATABASE_URL };
}

/** Its database has one user at a time: the server rests while time passes there. */
async function embedded(): Promise<House> {
  const env = { ...embeddedStores(), PORT: String(await freePort()) };
  const first = await startServer(env);
  const ana = await aUser('ana', first.url);
  await first.stop();
  const db = await PGlite.create(path.join(env.DATA_DIR, 'postgres'));
  await db.query(`INSERT INTO user_roles (user_id, role) VALUES ($1, 'admin')`, [ana.id]);
  await db.query(AN_HOUR_PASSES);
  await db.close();
  const { url } = await startServer(env);
  return { urls: [url], ana: ana.at(url) };
}

describe.each<[string, () => Promise<House>]>([
  [
    'two instances',
    async () => {
      const house = await twoInstances();
      await anHourPasses(house.databaseUrl);
      return house;
    },
  ],
  ['the embedded default', embedded],
])('%s', (_name, move) => {
  let house: House;
  // The embedded one is started three times.
  beforeAll(async () => {
    house = await move();
  }, 300_000);

  test('the next key signs, tokens of the one before stay good', async () => {
    const { urls, ana } = house;
    const before = (await keysOf(ana)).body.items;
    expect(before.map(({ status }) => status).sort()).toEqual(['active', 'next']);
    const [active, next] = ['active', 'next'].map((status) => before.find((key) => key.status === status)!);
    expect(kidOf(ana.accessToken)).toBe(active!.kid);
    expect(await publishedKids(urls[0]!)).toEqual(expect.arrayContaining([active!.kid, next!.kid]));

    const { body } = await answer<Page<SigningKeyInfo>>(rotate(ana).expect(200));

    const byStatus = Object.fromEntries(body.items.map((key) => [key.status, key]));
    expect(byStatus).toMatchObject({
      retired: { kid: active!.kid, retiredAt: expect.any(String), verifiesUntil: expect.any(String) },
      active: { kid: next!.kid, activatedAt: expect.any(String), retiredAt: null },
      next: { readyAt: expect.any(String), activatedAt: null },
    });
    const { retiredAt, verifiesUntil } = byStatus.retired!;
    expect(Date.parse(verifiesUntil!) - Date.parse(retiredAt!)).toBe(1_800_000);
    for (const url of urls) {
      const published = await eventually(
        () => publishedKids(url),
        (kids) => kids.length === 3,
      );
      expect(published.sort()).toEqual(body.items.map(({ kid }) => kid).sort());
      const signedIn = await eventually(
        () => login(url, ana.user.username),
        ({ accessToken }) => kidOf(accessToken) === next!.kid,
      );
      for (const other of urls) {
        await ana.at(other).rest.get('/api/auth/me').expect(200);
        const fresh = ana.at(other).rest.get('/api/auth/me');
        await fresh.set('authorization', `Bearer ${signedIn.accessToken}`).expect(200);
      }
    }
    expect(kidOf((await ana.refresh()).accessToken)).toBe(next!.kid);
  });

  test('again at once: the new next key has to be known everywhere first', async () => {
    const { urls, ana } = house;
    const before = await publishedKids(urls[0]!);
    const problem = await refusal(rotate(ana), 409);
    expect(problem).toMatchObject({ code: 'next_key_not_ready', retryable: true });
    expect(problem.detail).toMatch(/20 minutes/);
    expect(problem.retryAfterMs).toBeGreaterThan(600_000);
    expect(problem.retryAfterMs).toBeLessThanOrEqual(1_200_000);
    expect(await publishedKids(urls[0]!)).toEqual(before);
  });

  test('compromised: the keys are gone at once, every session and socket with them', async () => {
    const { urls, ana } = house;
    const everybody = [ana, await aUser('ben', urls.at(-1)), await aGuest('Guest', urls[0])];
    for (const device of everybody) await device.connect();
    const before = await publishedKids(urls[0]!);

    const { body } = await answer<Page<SigningKeyInfo>>(rotate(ana, { compromised: true }).expect(200));

    expect(body.items.map(({ status }) => status).sort()).toEqual(['active', 'next']);
    for (const device of everybody) {
      await expect(device.receives('session:ended')).resolves.toMatchObject({
        code: 'session_revoked',
        closeCode: 4401,
        reconnect: false,
      });
      await device.disconnected();
      for (const url of urls) {
        const me = () => device.at(url).rest.get('/api/auth/me');
        await eventually(
          async () => (await refusal(me(), 401)).code,
          (code) => code === 'token_invalid',
        );
      }
      const { refreshToken } = device;
      const refresh = device.rest.post('/api/auth/refresh').send({ refreshToken });
      expect((await refusal(refresh, 401)).code).toBe('session_revoked');
    }
    for (const url of urls) {
      const published = await publishedKids(url);
      expect(published).toHaveLength(2);
      expect(published.filter((kid) => before.includes(kid))).toEqual([]);
      const { accessToken } = await login(url, ana.user.username);
      for (const other of urls)
        await ana
          .at(other)
          .rest.get('/api/auth/me')
          .set('authorization', `Bearer ${accessToken}`)
          .expect(200);
    }
  });
});

test('the audit log says who rotated and why', async () => {
  const { ana, databaseUrl } = await twoInstances();
  await anHourPasses(databaseUrl);
  const signed = kidOf(ana.accessToken);
  const { items } = (await answer<Page<SigningKeyInfo>>(rotate(ana).expect(200))).body;
  const signs = items.find(({ status }) => status === 'active')!.kid;
  await rotate(ana, { compromised: true }).expect(200);
  expect(await rotations(databaseUrl)).toEqual([
    { reason: 'command', actor_id: ana.id, details: { signs, retired: [signed] } },
    {
      reason: 'compromised',
      actor_id: ana.id,
      details: {
        signs: expect.any(String),
        dropped: expect.arrayContaining(items.map(({ kid }) => kid)),
        sessionsEnded: 1,
      },
    },
  ]);
  const rows = await query<{ revoke_reason: string }>(databaseUrl, 'SELECT revoke_reason FROM sessions');
  expect(rows).toEqual([{ revoke_reason: 'signing_keys_compromised' }]);
});

describe('by age', () => {
  test('of two instances that find it too old exactly one lets the next key sign', async () => {
    const env = { ...(await stores()), SIGNING_KEY_MAX_AGE_DAYS: '1' };
    const first = await startServer(env);
    const ana = await aUser('ana', first.url);
    const before = await publishedKids(first.url);
    await first.stop();
    await anHourPasses(env.DATABASE_URL);
    await query(
      env.DATABASE_URL,
      `UPDATE signing_keys SET activated_at = activated_at - interval '25 hours' WHERE status = 'active'`,
    );

    const [a, b] = await Promise.all([startServer(env), startServer(env)]);

    expect(await rotations(env.DATABASE_URL)).toMatchObject([{ reason: 'age', actor_id: null }]);
    for (const { url } of [a, b]) {
      const kids = await eventually(
        () => publishedKids(url),
        (published) => published.length === 3,
      );
      expect(kids).toEqual(expect.arrayContaining(before));
      await ana.at(url).rest.get('/api/auth/me').expect(200);
      expect(before).toContain(kidOf((await login(url, ana.user.username)).accessToken));
    }
    const rows = await query<{ status: string; sealed: number }>(
      env.DATABASE_URL,
      'SELECT status, length(private_sealed) AS sealed FROM signing_keys ORDER BY status',
    );
    expect(rows.map(({ status }) => status)).toEqual(['next', 'active', 'retired']);
    // Nobody needs to sign with it again.
    expect(rows[2]!.sealed).toBe(0);
  });

  test('a key past its time as a retired one is deleted', async () => {
    const { ana, databaseUrl, env, urls } = await twoInstances();
    await anHourPasses(databaseUrl);
    await rotate(ana).expect(200);
    const retired = kidOf(ana.accessToken);
    await query(
      databaseUrl,
      `UPDATE signing_keys SET retired_at = retired_at - interval '30 minutes' WHERE status = 'retired'`,
    );

    await startServer(env);

    expect(await query(databaseUrl, 'SELECT kid FROM signing_keys')).toHaveLength(2);
    for (const url of urls)
      await eventually(
        () => publishedKids(url),
        (kids) => kids.length === 2 && !kids.includes(String(retired)),
      );
  });
});

describe('is refused', () => {
  let ana: Device;
  let databaseUrl: string;
  beforeAll(async () => {
    ({ ana, databaseUrl } = await twoInstances());
  });

  test('without a token, and to users without the permission', async () => {
    const ben = await aUser('ben', ana.url);
    const auditor = await aUser('auditor', ana.url);
    await grant(auditor, 'auditor');
    const guest = await aGuest('Guest', ana.url);
    for (const device of [ben, auditor, guest]) {
      expect((await refusal(rotate(device), 403)).code).toBe('permission_denied');
      expect((await refusal(rotate(device, { compromised: true }), 403)).code).toBe('permission_denied');
      expect((await refusal(device.rest.get('/api/admin/signing-keys'), 403)).code).toBe('permission_denied');
    }
    const unsigned = rotate(ana).set('authorization', '');
    expect((await refusal(unsigned, 401)).code).toBe('token_missing');
    expect(await rotations(databaseUrl)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['an unknown field', { force: true }, 'force'],
    ['compromised as text', { compromised: 'true' }, 'compromised'],
    ['compromised as a number', { compromised: 1 }, 'compromised'],
    ['compromised as a list', { compromised: [true] }, 'compromised'],
    ['a list', [{ compromised: true }], '0'],
  ])('with %s', async (_name, body, at) => {
    const problem = await refusal(rotate(ana, body), 400);
    expect(problem.code).toBe('validation_failed');
    expect(problem.errors?.map((error) => error.path)).toEqual([at]);
    expect(await rotations(databaseUrl)).toEqual([]);
  });
});
