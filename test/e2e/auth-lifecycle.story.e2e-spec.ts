/** Ana registers, signs in elsewhere, refreshes, and signs out. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import type { OwnUser } from '../../src/users/users.protocol.js';
import type { SessionState } from '../../src/auth/auth.protocol.js';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { answer, refusal } from '../support/rest.js';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('registering signs in', async () => {
  const username = `Ana-${randomBytes(4).toString('hex')}`;
  const email = `${username}@Example.org`;
  const { body } = await answer<SignedIn>(
    supertest(instanceUrl())
      .post('/api/auth/register')
      .send({ username, email, password: PASSWORD })
      .expect(201),
  );

  expect(body).toEqual({
    user: {
      id: expect.stringMatching(UUID_V4),
      username,
      displayName: username,
      bio: '',
      avatarUrl: null,
      email,
      emailVerified: false,
      isGuest: false,
      isOnline: false,
      status: 'OFFLINE',
      chosenStatus: 'ONLINE',
      lastSeenAt: null,
      createdAt: expect.stringMatching(/Z$/),
    },
    accessToken: expect.stringMatching(/^eyJ/),
    refreshToken: expect.stringMatching(/^rt_/),
    expiresIn: 900,
  });
});

test.each([
  ['username', (name: string) => name],
  ['username in capitals', (name: string) => name.toUpperCase()],
  ['e-mail address', (name: string) => `${name}@example.org`],
  ['e-mail address in capitals', (name: string) => `${name}@Example.ORG`.toUpperCase()],
])('login by %s is a session of its own', async (_name, loginOf) => {
  const name = `ana-${randomBytes(4).toString('hex')}`;
  const first = await answer<SignedIn>(
    supertest(instanceUrl())
      .post('/api/auth/register')
      .send({ username: name, email: `${name}@example.org`, password: PASSWORD })
      .expect(201),
  );
  const { body } = await answer<SignedIn>(
    supertest(instanceUrl(1))
      .post('/api/auth/login')
      .send({ login: loginOf(name), password: PASSWORD })
      .expect(200),
  );

  expect(body.user).toEqual(first.body.user);
  expect(sessionOf(body.accessToken)).not.toBe(sessionOf(first.body.accessToken));
});

test('a refreshed pair works, in the same session', async () => {
  const ana = await aUser('ana');
  const session = sessionOf(ana.accessToken);
  const used = ana.refreshToken;

  const refreshed = await ana.refresh();

  expect(refreshed.refreshToken).not.toBe(used);
  expect(refreshed.user.id).toBe(ana.id);
  expect(sessionOf(ana.accessToken)).toBe(session);
  await ana.rest.get('/api/auth/me').expect(200);
  await ana.refresh();
});

test('signing out ends this session on every instance and leaves the others', async () => {
  const ana = await aUser('ana');
  const tablet = await ana.device();

  await ana.rest.post('/api/auth/logout').expect(204);

  for (const seat of [0, 1]) {
    const me = await refusal(ana.at(instanceUrl(seat)).rest.get('/api/auth/me'), 401);
    expect(me.code).toBe('session_revoked');
  }
  const refresh = await refusal(
    supertest(ana.url).post('/api/auth/refresh').send({ refreshToken: ana.refreshToken }),
    401,
  );
  expect(refresh.code).toBe('session_revoked');
  await tablet.rest.get('/api/auth/me').expect(200);
});

test('signing out works by refresh token, twice, and for what nobody knows', async () => {
  const ana = await aUser('ana');
  const logout = () => supertest(ana.url).post('/api/auth/logout');

  await logout().send({ refreshToken: ana.refreshToken }).expect(204);
  await logout().send({ refreshToken: ana.refreshToken }).expect(204);
  await logout().send({ refreshToken: 'nonsense' }).expect(204);
  await logout().set('authorization', 'Bearer nonsense').expect(204);
  await logout().expect(204);

  await ana.rest.get('/api/auth/me').expect(401);
});

test('signing out everywhere, with and without the session that asks', async () => {
  const ana = await aUser('ana');
  const tablet = await ana.device();
  const phone = await ana.device();
  const stranger = await aUser('ben');

  await ana.rest.post('/api/auth/logout-all').send({ exceptCurrent: true }).expect(204);
  await tablet.rest.get('/api/auth/me').expect(401);
  await phone.rest.get('/api/auth/me').expect(401);
  await ana.rest.get('/api/auth/me').expect(200);

  await ana.rest.post('/api/auth/logout-all').expect(204);
  await ana.rest.get('/api/auth/me').expect(401);
  await stranger.rest.get('/api/auth/me').expect(200);
});

test('who am I, and is anybody signed in', async () => {
  const ana = await aUser('ana');
  const me = await answer<OwnUser>(ana.rest.get('/api/auth/me').expect(200));
  expect(me.body).toEqual(ana.user);

  const session = await answer<SessionState>(ana.rest.get('/api/auth/session').expect(200));
  expect(session.body).toEqual({ authenticated: true, user: ana.user });
  const nobody = await answer<SessionState>(supertest(ana.url).get('/api/auth/session').expect(200));
  expect(nobody.body).toEqual({ authenticated: false });
  const forged = await answer<SessionState>(
    supertest(ana.url).get('/api/auth/session').set('authorization', 'Bearer nonsense').expect(200),
  );
  expect(forged.body).toEqual({ authenticated: false });
});

function sessionOf(accessToken: string): string {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as {
    sid: string;
  };
  return claims.sid;
}
