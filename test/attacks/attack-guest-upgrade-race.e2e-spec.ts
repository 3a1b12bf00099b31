/** One guest becomes a member once, however many requests say so; several guests cannot become the same member. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';

const upgrade = (guest: Device, username: string) =>
  guest.rest.post('/api/auth/guest/upgrade').send({ username, password: PASSWORD });
const someName = () => `zoe-${randomBytes(4).toString('hex')}`;

test('twice at once: one wins, the user stays the same', async () => {
  const guest = await aGuest();
  const answers = await Promise.all(
    [1, 2, 3].map(() => answer<SignedIn & Problem>(upgrade(guest, someName()))),
  );

  const [won, ...more] = answers.filter(({ status }) => status === 200);
  expect(more).toEqual([]);
  expect(won!.body.user.id).toBe(guest.id);
  for (const { status, body } of answers)
    if (status !== 200) expect(['already_member', 'session_revoked']).toContain(body.code);
});

test('three guests want one name at once', async () => {
  const guests = await Promise.all([aGuest(), aGuest(), aGuest()]);
  const username = someName();
  const answers = await Promise.all(guests.map((guest) => answer<Problem>(upgrade(guest, username))));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  for (const { status, body } of answers) if (status === 409) expect(body.code).toBe('username_taken');
});

test('a name that is taken: the guest stays a guest and signed in', async () => {
  const guest = await aGuest();
  const ana = await aUser('ana');
  expect((await refusal(upgrade(guest, ana.user.username.toUpperCase()), 409)).code).toBe('username_taken');
  const { body } = await answer<SignedIn['user']>(guest.rest.get('/api/auth/me').expect(200));
  expect(body.isGuest).toBe(true);
});
