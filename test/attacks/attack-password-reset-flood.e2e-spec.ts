/** Requesting links again and again: no mailbox is filled, and a user locked out by guessing gets back in. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { login, PASSWORD } from '../support/client.js';
import { aCorrespondent, forgottenBy } from '../support/mail.js';
import { refusal } from '../support/rest.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { query } from './mint.js';

const NEXT = 'another-horse-another-battery';

let env: Awaited<ReturnType<typeof stores>>;
let server: RunningServer;

beforeEach(async () => {
  env = await stores();
  server = await startServer({ ...env, RATE_LIMIT_FACTOR: '1' });
});

const forgot = (email: string) => supertest(server.url).post('/api/auth/password/forgot').send({ email });
const reset = (token: string) =>
  supertest(server.url).post('/api/auth/password/reset').send({ token, newPassword: NEXT });
const ordered = async (address: string) =>
  (
    await query<{ count: number }>(
      env.DATABASE_URL,
      `SELECT count(*)::int AS count FROM mail_outbox WHERE address = $1 AND kind = 'password_reset'`,
      [address],
    )
  )[0]!.count;

test('one e-mail a minute for an e-mail address, known or not; the sixth request of a client is refused', async () => {
  const ana = await aCorrespondent('ana', server.url);
  for (const address of [ana.email, 'nobody@example.org']) {
    await forgot(address).expect(202);
    await forgot(address.toUpperCase()).expect(202);
    expect(await ordered(address)).toBe(1);
  }
  await forgot('somebody@example.org').expect(202);
  const refused = await refusal(forgot('somebody-else@example.org'), 429);
  expect(refused).toMatchObject({ code: 'rate_limited', retryable: true });
  expect(refused.retryAfterMs).toBeGreaterThan(0);
  expect(await ordered('somebody-else@example.org')).toBe(0);
  // Malformed e-mails were never counted, and signing in has a bucket of its own.
  await login(server.url, ana.email);
});

test('tokens are not guessed', async () => {
  for (let i = 0; i < 10; i += 1) await reset(`reset_${String(i).repeat(43)}`).expect(400);
  expect((await refusal(reset(`reset_${'A'.repeat(43)}`), 429)).code).toBe('rate_limited');
});

describe('somebody whose password was guessed at too often', () => {
  test('resets it and signs in at once', async () => {
    const ana = await aCorrespondent('ana', server.url);
    const attempt = (password: string) =>
      supertest(server.url).post('/api/auth/login').send({ login: ana.email, password });
    for (let i = 0; i < 10; i += 1) await attempt('wrong');
    expect((await refusal(attempt(PASSWORD), 429)).code).toBe('rate_limited');

    await reset(await forgottenBy(ana)).expect(200);
    await login(server.url, ana.email, NEXT);

    const { text } = await supertest(server.url).get('/metrics');
    expect(text).toMatch(/^auth_reset_total\{stage="request",result="ok"\} 1$/m);
    expect(text).toMatch(/^auth_reset_total\{stage="finish",result="ok"\} 1$/m);
    expect(text).toMatch(/^auth_password_reset_sessions_revoked_total 1$/m);
    expect(text).toMatch(/^auth_change_password_sessions_revoked_total 0$/m);
  });
});
