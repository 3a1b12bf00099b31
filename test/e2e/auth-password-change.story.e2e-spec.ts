import { describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { aGuest, aUser, type Device, login, PASSWORD } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';

const NEXT = 'another-horse-another-battery';

const change = (device: Device, body: object) => device.rest.post('/api/auth/password/change').send(body);

describe('changing the password', () => {
  it('ends every session and its sockets; the one that asks goes on with a fresh pair', async () => {
    const ana = await aUser('ana');
    const phone = await ana.device();
    await phone.connect();
    const { body } = await answer<SignedIn>(
      change(ana, { currentPassword: PASSWORD, newPassword: NEXT }).expect(200),
    );
    expect(body.user.id).toBe(ana.id);
    expect((await phone.receives('session:ended')).code).toBe('session_revoked');
    for (const dead of [ana, phone]) {
      expect((await refusal(dead.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
      const refresh = supertest(dead.url).post('/api/auth/refresh').send({ refreshToken: dead.refreshToken });
      expect((await refusal(refresh, 401)).code).toBe('session_revoked');
    }
    await supertest(ana.url)
      .get('/api/auth/me')
      .set('authorization', `Bearer ${body.accessToken}`)
      .expect(200);
    await supertest(phone.url)
      .post('/api/auth/refresh')
      .send({ refreshToken: body.refreshToken })
      .expect(200);
  });

  it('makes the new password the one to sign in with', async () => {
    const ana = await aUser('ana');
    await change(ana, { currentPassword: PASSWORD, newPassword: NEXT }).expect(200);
    const old = supertest(ana.url)
      .post('/api/auth/login')
      .send({ login: ana.user.username, password: PASSWORD });
    expect((await refusal(old, 401)).code).toBe('invalid_credentials');
    expect((await login(ana.url, ana.user.username, NEXT)).user.id).toBe(ana.id);
  });

  it('of two changes at once lets one win', async () => {
    const ana = await aUser('ana');
    const answers = await Promise.all(
      [`${NEXT}-1`, `${NEXT}-2`].map((newPassword) =>
        change(ana, { currentPassword: PASSWORD, newPassword }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });
});

describe('refusals, after which everything is as before', () => {
  it.each([
    ['a wrong current password', { currentPassword: 'wrong', newPassword: NEXT }, 401, 'invalid_credentials'],
    ['the same password', { currentPassword: PASSWORD, newPassword: PASSWORD }, 422, 'same_password'],
    ['a short one', { currentPassword: PASSWORD, newPassword: 'short' }, 422, 'weak_password'],
    ['an endless one', { currentPassword: PASSWORD, newPassword: 'x1'.repeat(65) }, 422, 'password_too_long'],
    ['no new password', { currentPassword: PASSWORD }, 400, 'validation_failed'],
    ['a list', { currentPassword: [PASSWORD], newPassword: NEXT }, 400, 'validation_failed'],
  ])('%s', async (_name, body, status, code) => {
    const ana = await aUser('ana');
    expect((await refusal(change(ana, body), status)).code).toBe(code);
    await ana.rest.get('/api/auth/me').expect(200);
    await login(ana.url, ana.user.username);
  });

  it('names the field', async () => {
    const ana = await aUser('ana');
    const refused = await refusal(change(ana, { currentPassword: PASSWORD, newPassword: 'password' }), 422);
    expect(refused.errors?.[0]).toMatchObject({ path: 'newPassword', code: 'too_common' });
  });

  it('a guest has no password to change', async () => {
    const guest = await aGuest();
    const refused = await refusal(change(guest, { currentPassword: PASSWORD, newPassword: NEXT }), 403);
    expect(refused.code).toBe('guest_not_allowed');
  });
});
