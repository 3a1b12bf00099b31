/** A user is blocked while everything of theirs is in motion; nothing of it survives, and unblocking revives nothing. */
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { scrape, total } from '../ops/scrape.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { startServer, stores } from '../support/server.mjs';

const INACTIVE = 'auth_login_inactive_user_attempt_total';

async function anAdmin(at?: string): Promise<Device> {
  const device = await aUser('admin', at);
  await grant(device, 'admin');
  return device;
}

const setStatus = (admin: Device, { id }: Device, status: string) =>
  admin.rest.patch(`/api/admin/users/${id}`).send({ status }).expect(200);
const me = (url: string, accessToken: string) =>
  supertest(url).get('/api/auth/me').set('authorization', `Bearer ${accessToken}`);
const refresh = (url: string, refreshToken: string) =>
  supertest(url).post('/api/auth/refresh').send({ refreshToken });

test('three sockets, refreshes and sign-ins in flight on two instances', async () => {
  const env = await stores();
  const [one, two] = [await startServer(env), await startServer(env)];
  const admin = await anAdmin(one.url);
  const ben = await aUser('ben', one.url);
  const tabs = [ben, ben.at(two.url), ben.at(one.url)];
  await Promise.all(tabs.map((tab) => tab.connect()));
  const sessions = [];
  for (let i = 0; i < 8; i += 1) {
    const { url } = i % 2 === 0 ? one : two;
    const answer = await supertest(url)
      .post('/api/auth/login')
      .send({ login: ben.user.username, password: PASSWORD });
    sessions.push({ url, signedIn: answer.body as SignedIn });
  }

  const held: SignedIn[] = sessions.map(({ signedIn }) => signedIn);
  const keep = ({ status, body }: { status: number; body: unknown }) => {
    if (status === 200) held.push(body as SignedIn);
    else expect([401, 403]).toContain(status);
  };
  await Promise.all([
    ...sessions.map(async ({ url, signedIn }) => keep(await refresh(url, signedIn.refreshToken))),
    setStatus(admin, ben, 'blocked'),
    ...[one, two, one, two].map(async ({ url }) =>
      keep(
        await supertest(url).post('/api/auth/login').send({ login: ben.user.username, password: PASSWORD }),
      ),
    ),
  ]);

  for (const tab of tabs) {
    await expect(tab.receives('session:ended')).resolves.toMatchObject({ code: 'session_revoked' });
    await tab.disconnected();
  }
  const isDead = async () => {
    for (const { accessToken, refreshToken } of held)
      for (const { url } of [one, two]) {
        expect((await refusal(me(url, accessToken), 401)).code).toBe('session_revoked');
        expect((await refresh(url, refreshToken)).status).toBe(401);
      }
    for (const tab of tabs) await expect(tab.connect()).rejects.toMatchObject({ closeCode: 4401 });
  };
  await isDead();
  await setStatus(admin, ben, 'active');
  await isDead();
  await supertest(two.url)
    .post('/api/auth/login')
    .send({ login: ben.user.username, password: PASSWORD })
    .expect(200);
});

test('a right password for a blocked account is counted, a wrong one is not', async () => {
  const server = await startServer(await stores());
  const admin = await anAdmin(server.url);
  const ben = await aUser('ben', server.url);
  await setStatus(admin, ben, 'inactive');
  const before = total(await scrape(server.url), INACTIVE);
  const signIn = (password: string) =>
    supertest(server.url).post('/api/auth/login').send({ login: ben.user.username, password });
  expect((await refusal(signIn('a wrong password'), 401)).code).toBe('invalid_credentials');
  expect(total(await scrape(server.url), INACTIVE)).toBe(before);
  expect((await refusal(signIn(PASSWORD), 403)).code).toBe('account_disabled');
  expect(total(await scrape(server.url), INACTIVE)).toBe(before + 1);
});

test('a guest who is blocked while becoming a member is one or the other, and out', async () => {
  const admin = await anAdmin();
  for (let round = 0; round < 5; round += 1) {
    const gus = await aGuest('Gus');
    const username = `gus${gus.id.slice(0, 8)}`;
    const [upgraded] = await Promise.all([
      gus.rest.post('/api/auth/guest/upgrade').send({ username, password: PASSWORD }),
      setStatus(admin, gus, 'blocked'),
    ]);
    expect([200, 401, 404]).toContain(upgraded.status);
    if (upgraded.status === 200) {
      const { accessToken, refreshToken } = upgraded.body as SignedIn;
      expect((await refusal(me(gus.url, accessToken), 401)).code).toBe('session_revoked');
      await refresh(gus.url, refreshToken).expect(401);
    }
    expect((await refusal(gus.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
  }
});

test('blocking and unblocking at once leaves one of the two, and no session', async () => {
  const admin = await anAdmin();
  const ben = await aUser('ben');
  await ben.connect();
  await setStatus(admin, ben, 'blocked');
  await Promise.all(
    ['active', 'blocked', 'active', 'inactive', 'active'].map((status) => setStatus(admin, ben, status)),
  );
  const { status } = (await admin.rest.get(`/api/admin/users/${ben.id}`)).body as { status: string };
  const signIn = await supertest(ben.url)
    .post('/api/auth/login')
    .send({ login: ben.user.username, password: PASSWORD });
  expect(signIn.status).toBe(status === 'active' ? 200 : 403);
  await eventually(
    async () => (await ben.rest.get('/api/auth/me')).status,
    (answer) => answer === 401,
  );
});
