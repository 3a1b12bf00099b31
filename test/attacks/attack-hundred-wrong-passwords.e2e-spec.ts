/** A hundred wrong passwords in a row, however slowly: no further one is taken until the password is a new one. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { forgottenBy, Mailbox } from '../support/mail.js';
import { refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { startServer, stores } from '../support/server.mjs';
import { anIp, from, REAL_LIMITS, someone, tries } from '../support/crowd.js';

const NOBODY = 'nobody-of-that-name';
let url: string;
let client: pg.Client;

beforeAll(async () => {
  const env = await stores();
  // Without Redis limits are in PostgreSQL, where a test can turn the clock forward.
  url = (await startServer({ ...env, ...REAL_LIMITS, REDIS_URL: '' })).url;
  client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
});

afterAll(() => client.end());

/** Ten a time, and then long enough for the ten to expire. */
async function fails(login: string, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    await tries(url, login, `wrong ${i}`).expect(401);
    if (i % 10 === 9) await client.query('UPDATE rate_limits SET expire = expire - 1800000');
  }
}

const countOf = async ({ id }: Device) =>
  (await client.query<{ count: number }>('SELECT failed_sign_ins AS count FROM users WHERE id = $1', [id]))
    .rows[0]!.count;

test('the account and a name that nobody bears answer alike; sessions go on; a new password ends it', async () => {
  const ana = await someone(url, 'ana', `ana-${randomBytes(4).toString('hex')}@example.org`);
  const answers = [];
  for (const login of [ana.user.username, NOBODY]) {
    await fails(login, 100);
    for (const password of [PASSWORD, 'wrong']) {
      const { requestId, ...problem } = await refusal(tries(url, login, password), 403);
      answers.push({ ...problem, hasRequestId: requestId !== '' });
    }
  }
  expect(answers[0]).toMatchObject({ code: 'password_reset_required', retryable: false });
  for (const other of answers) expect(other).toEqual(answers[0]);

  const reached = async () =>
    (
      await client.query<{ subject: string | null }>(
        `SELECT subject_id AS subject FROM security.audit WHERE event = 'authn_login_fail_max' ORDER BY id`,
      )
    ).rows.map(({ subject }) => subject);
  expect(await eventually(reached, ({ length }) => length >= 2)).toEqual([ana.id, null]);

  await ana.rest.get('/api/auth/me').expect(200);
  await ana.refresh();
  const newPassword = 'eleven herons fold umbrellas';
  const change = ana.rest.post('/api/auth/password/change');
  await change.send({ currentPassword: PASSWORD, newPassword }).expect(200);
  expect(await countOf(ana)).toBe(0);
  await client.query('UPDATE rate_limits SET expire = expire - 1800000');
  await tries(url, ana.user.username, newPassword).expect(200);
});

test('a reset by mail ends it, at once', async () => {
  const email = `ana-${randomBytes(4).toString('hex')}@example.org`;
  const device = await someone(url, 'ana', email);
  await fails(email, 100);
  expect((await refusal(tries(url, email, PASSWORD), 403)).code).toBe('password_reset_required');

  const token = await forgottenBy({ device, email, mailbox: new Mailbox(email, url) });
  const newPassword = 'eleven herons fold umbrellas';
  await from(url, anIp(), 'password/reset', { token, newPassword }).expect(200);
  expect(await countOf(device)).toBe(0);
  await tries(url, email, newPassword).expect(200);
});

test('an account without an e-mail address is slowed down, never locked; its sessions go on', async () => {
  const ana = await someone(url);
  await client.query('UPDATE users SET failed_sign_ins = 99 WHERE id = $1', [ana.id]);
  await fails(ana.user.username, 20);
  expect(await countOf(ana)).toBe(119);
  await ana.rest.get('/api/auth/me').expect(200);
  await ana.refresh();
  await tries(url, ana.user.username, PASSWORD).expect(200);
  expect(await countOf(ana)).toBe(0);

  for (let i = 0; i < 10; i += 1) await tries(url, ana.user.username, `wrong ${i}`).expect(401);
  expect((await refusal(tries(url, ana.user.username, PASSWORD), 429)).code).toBe('rate_limited');
});

test('an administrator lifts the pause and the lock, and that is written down', async () => {
  const admin = await someone(url, 'admin');
  await grant(admin, 'user-manager');
  const locked = await someone(url, 'ben', `ben-${randomBytes(4).toString('hex')}@example.org`);
  await client.query('UPDATE users SET failed_sign_ins = 100 WHERE id = $1', [locked.id]);
  const paused = await someone(url, 'cleo');
  for (let i = 0; i < 10; i += 1) await tries(url, paused.user.username, `wrong ${i}`).expect(401);

  for (const [device, status] of [
    [locked, 403],
    [paused, 429],
  ] as const) {
    await refusal(tries(url, device.user.username, PASSWORD), status);
    const { body } = await admin.rest.post(`/api/admin/users/${device.id}/unlock`).expect(200);
    expect(body).toMatchObject({ id: device.id, username: device.user.username });
    await tries(url, device.user.username, PASSWORD).expect(200);
    const { rows } = await client.query(
      `SELECT actor_id FROM security.audit WHERE reason = 'locks_lifted' AND subject_id = $1`,
      [device.id],
    );
    expect(rows).toEqual([{ actor_id: admin.id }]);
    await device.rest.get('/api/auth/me').expect(200);
  }
});

test('the right password ends the row, a refresh does not', async () => {
  const ana = await someone(url);
  await fails(ana.user.username, 5);
  await ana.refresh();
  expect(await countOf(ana)).toBe(5);
  await tries(url, ana.user.username, PASSWORD).expect(200);
  expect(await countOf(ana)).toBe(0);
  await client.query('UPDATE users SET failed_sign_ins = 99 WHERE id = $1', [ana.id]);
  await tries(url, ana.user.username, PASSWORD).expect(200);
  await fails(ana.user.username, 1);
  expect(await countOf(ana)).toBe(1);
});
