/** `remember: false` at sign-in: the session ends after a day without use, also after it was refreshed or re-keyed. */
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { query } from '../attacks/mint.js';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';
import { storesOf } from '../support/server.mjs';

const DAY_S = 86_400;

const login = (ana: Device, body: object) =>
  supertest(ana.url)
    .post('/api/auth/login')
    .send({ login: ana.user.username, password: PASSWORD, ...body });

/** Seconds that the session of a refresh token may stay unused. */
async function idleS(ana: Device, sessionOf: SignedIn): Promise<number> {
  const sid = (
    JSON.parse(Buffer.from(sessionOf.accessToken.split('.')[1]!, 'base64url').toString()) as { sid: string }
  ).sid;
  const [row] = await query<{ s: number }>(
    storesOf(ana.url).DATABASE_URL!,
    'SELECT round(extract(epoch FROM idle_expires_at - last_used_at))::int AS s FROM sessions WHERE id = $1',
    [sid],
  );
  return row!.s;
}

const refresh = async (ana: Device, { refreshToken }: SignedIn) =>
  (await answer<SignedIn>(supertest(ana.url).post('/api/auth/refresh').send({ refreshToken }).expect(200)))
    .body;

describe('a session', () => {
  test('that shall not be remembered', async () => {
    const ana = await aUser('ana');
    const { body } = await answer<SignedIn>(login(ana, { remember: false }).expect(200));
    expect(await idleS(ana, body)).toBe(DAY_S);
    const next = await refresh(ana, body);
    expect(await idleS(ana, next)).toBe(DAY_S);
    const changed = await answer<SignedIn>(
      supertest(ana.url)
        .post('/api/auth/password/change')
        .set('authorization', `Bearer ${next.accessToken}`)
        .send({ currentPassword: PASSWORD, newPassword: 'another-horse-another-battery' })
        .expect(200),
    );
    expect(await idleS(ana, changed.body)).toBe(DAY_S);
    expect(await idleS(ana, await refresh(ana, changed.body))).toBe(DAY_S);
  });

  test.each([[{}], [{ remember: true }]])('that shall be, %j', async (body) => {
    const ana = await aUser('ana');
    const signedIn = (await answer<SignedIn>(login(ana, body).expect(200))).body;
    expect(await idleS(ana, signedIn)).toBe(7 * DAY_S);
    expect(await idleS(ana, await refresh(ana, signedIn))).toBe(7 * DAY_S);
  });

  test.each([['yes'], [1], [null]])('of which it is not clear, %j', async (remember) => {
    const ana = await aUser('ana');
    if (remember === null) return void (await login(ana, { remember }).expect(200));
    expect((await refusal(login(ana, { remember }), 400)).errors?.[0]?.path).toBe('remember');
  });
});
