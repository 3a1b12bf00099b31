/** Acts that a session may no longer do some time after the last sign-in. */
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { query } from '../attacks/mint.js';
import { aGuest, aUser, type Device, login, PASSWORD } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';
import { storesOf } from '../support/server.mjs';

const NEXT = 'another-horse-another-battery';

const sql = (ana: Device, text: string) => query(storesOf(ana.url).DATABASE_URL!, text, [ana.id]);
const age = (ana: Device, by: string) =>
  sql(ana, `UPDATE sessions SET created_at = now() - interval '${by}' WHERE user_id = $1`);
const logoutAll = (ana: Device, body: object = {}) => ana.rest.post('/api/auth/logout-all').send(body);
const set = (ana: Device, newPassword = NEXT) =>
  ana.rest.post('/api/auth/password/set').send({ newPassword });

describe('ending all sessions', () => {
  test('needs a sign-in within a day, or the password', async () => {
    const ana = await aUser('ana');
    const phone = await ana.device();
    await age(ana, '24 hours 1 minute');
    expect((await refusal(logoutAll(ana), 403)).code).toBe('reauthentication_required');
    expect((await refusal(logoutAll(ana, { password: 'wrong' }), 401)).code).toBe('invalid_credentials');
    for (const device of [ana, phone]) await device.rest.get('/api/auth/me').expect(200);

    await logoutAll(ana, { password: PASSWORD, exceptCurrent: true }).expect(204);
    await ana.rest.get('/api/auth/me').expect(200);
    expect((await refusal(phone.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
  });

  test('needs nothing more from a user who signed in a while ago, refreshed or not', async () => {
    const ana = await aUser('ana');
    await age(ana, '23 hours');
    await ana.refresh();
    await logoutAll(ana).expect(204);
  });

  test('is not made young again by refreshing', async () => {
    const ana = await aUser('ana');
    await age(ana, '25 hours');
    await ana.refresh();
    expect((await refusal(logoutAll(ana), 403)).code).toBe('reauthentication_required');
  });
});

describe('a first password', () => {
  const withoutPassword = async () => {
    const ana = await aUser('ana');
    await sql(ana, 'UPDATE users SET password_hash = NULL WHERE id = $1');
    return ana;
  };

  test('is taken from a user who has just signed in elsewhere; every session ends, a fresh pair is answered', async () => {
    const ana = await withoutPassword();
    const { body } = await answer<SignedIn>(set(ana).expect(200));
    expect((await refusal(ana.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
    await supertest(ana.url)
      .get('/api/auth/me')
      .set('authorization', `Bearer ${body.accessToken}`)
      .expect(200);
    await login(ana.url, ana.user.username, NEXT);
  });

  test('is not taken from a session of eleven minutes', async () => {
    const ana = await withoutPassword();
    await age(ana, '11 minutes');
    expect((await refusal(set(ana), 403)).code).toBe('reauthentication_required');
  });

  test('is set once, of two at once too', async () => {
    const ana = await withoutPassword();
    const answers = await Promise.all([set(ana, `${NEXT}-1`), set(ana, `${NEXT}-2`)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const ben = await aUser('ben');
    expect((await refusal(set(ben), 409)).code).toBe('password_already_set');
    await login(ben.url, ben.user.username);
  });

  test('has to be a good one, and a guest has none', async () => {
    const ana = await withoutPassword();
    expect((await refusal(set(ana, 'password1'), 422)).errors?.[0]?.path).toBe('newPassword');
    await ana.rest.get('/api/auth/me').expect(200);
    expect((await refusal(set(await aGuest()), 403)).code).toBe('guest_not_allowed');
  });
});
