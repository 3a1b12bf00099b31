/** A visitor starts as a guest, looks around, and registers. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aGuest, aUser, PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { answer, refusal } from '../support/rest.js';

test('a guest has a name and may see one profile, not the list', async () => {
  const guest = await aGuest('Zoë 🎧');
  const ben = await aUser('ben');

  expect(guest.user).toMatchObject({ displayName: 'Zoë 🎧', isGuest: true, email: null });
  expect(guest.user.username).toMatch(/^guest-[a-z0-9]{8}$/);
  await guest.rest.get(`/api/users/${ben.id}`).expect(200);
  const list = await refusal(guest.rest.get('/api/users'), 403);
  expect(list.code).toBe('guest_not_allowed');
});

test('a guest without a name is called as the server calls them', async () => {
  const { body } = await answer<SignedIn>(supertest(instanceUrl()).post('/api/auth/guest').expect(201));
  expect(body.user.displayName).toBe(body.user.username);
});

test('a guest becomes a member: same user, new session', async () => {
  const guest = await aGuest('Zoë');
  const username = `zoe-${randomBytes(4).toString('hex')}`;

  const { body } = await answer<SignedIn>(
    guest.rest.post('/api/auth/guest/upgrade').send({ username, password: PASSWORD }).expect(200),
  );

  expect(body.user).toMatchObject({ id: guest.id, username, isGuest: false });
  await supertest(guest.url).get('/api/users').set('authorization', `Bearer ${body.accessToken}`).expect(200);
  const old = await refusal(guest.rest.get('/api/auth/me'), 401);
  expect(old.code).toBe('session_revoked');
  await supertest(guest.url).post('/api/auth/refresh').send({ refreshToken: guest.refreshToken }).expect(401);
  await supertest(guest.url)
    .post('/api/auth/login')
    .send({ login: username, password: PASSWORD })
    .expect(200);
});

test('a member cannot become one again', async () => {
  const ana = await aUser('ana');
  const answer = await refusal(
    ana.rest.post('/api/auth/guest/upgrade').send({ username: 'somebody-else', password: PASSWORD }),
    409,
  );
  expect(answer.code).toBe('already_member');
});
