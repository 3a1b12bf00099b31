/** Links for forgotten passwords: only the owner gets one, and no client learns which accounts exist. */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { login } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { instanceUrl } from '../support/instances.js';
import { aCorrespondent, type Correspondent, forgottenBy, Mailbox, tokenIn } from '../support/mail.js';
import { refusal } from '../support/rest.js';
import { storesOf } from '../support/server.mjs';
import { query } from './mint.js';

const NEXT = 'another-horse-another-battery';
const url = instanceUrl();

const sql = <T extends object>(text: string, ...values: unknown[]) =>
  query<T>(storesOf(url).DATABASE_URL!, text, values);
const forgot = (email: string) => supertest(url).post('/api/auth/password/forgot').send({ email });
const reset = (token: string, newPassword = NEXT) =>
  supertest(url).post('/api/auth/password/reset').send({ token, newPassword });
const nobody = () => `nobody-${randomBytes(4).toString('hex')}@example.org`;

/** Until the server has looked at every order for the e-mail address. */
const outcomes = (address: string) =>
  eventually(
    () =>
      sql<{ kind: string; data: object; outcome: string | null }>(
        'SELECT kind, data, outcome FROM mail_outbox WHERE address = $1 ORDER BY id',
        address,
      ),
    (rows) => rows.length > 0 && rows.every(({ outcome }) => outcome !== null),
  );

test.each([
  ['Host', { host: 'evil.example' }],
  ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.example' }],
  ['X-Forwarded-Proto', { 'x-forwarded-proto': 'gopher' }],
  ['Forwarded', { forwarded: 'host=evil.example;proto=https' }],
  ['Origin and Referer', { origin: 'https://evil.example', referer: 'https://evil.example/reset' }],
])('%s does not move the link', async (_name, headers) => {
  const ana = await aCorrespondent();
  await supertest(url).post('/api/auth/password/forgot').set(headers).send({ email: ana.email }).expect(202);
  const mail = await ana.mailbox.next(/^Reset/);
  expect(JSON.stringify(mail)).not.toMatch(/evil|gopher/);
  expect(new URL(/https?:\S+/.exec(mail.text!)![0]).origin).toBe('http://localhost:0');
});

describe('it is not disclosed who has an account', () => {
  test('by the answer', async () => {
    const ana = await aCorrespondent();
    const [known, unknown] = await Promise.all([forgot(ana.email), forgot(nobody())]);
    const seen = ({ status, text, headers }: typeof known) => {
      const { 'x-request-id': _id, date: _date, ...others } = headers as Record<string, string>;
      return { status, text, others };
    };
    expect(seen(known)).toMatchObject({ status: 202, text: '{}' });
    expect(seen(unknown)).toEqual(seen(known));
  });

  test('by what the request writes', async () => {
    const ana = await aCorrespondent();
    const address = nobody();
    await forgot(ana.email).expect(202);
    await forgot(address).expect(202);
    const [known, unknown] = [(await outcomes(ana.email)).at(-1)!, (await outcomes(address)).at(-1)!];
    expect(known).toEqual({ kind: 'password_reset', data: {}, outcome: 'sent' });
    expect(unknown).toEqual({ ...known, outcome: 'dropped' });
    expect(await new Mailbox(address, url).unread()).toEqual([]);
  });

  test.each(['blocked', 'inactive'])('and an account that is %s gets no mail', async (status) => {
    const ana = await aCorrespondent();
    await ana.mailbox.next(/^Confirm/);
    await sql('UPDATE users SET account_status = $2::account_status WHERE id = $1', ana.device.id, status);
    await forgot(ana.email).expect(202);
    expect((await outcomes(ana.email)).at(-1)!.outcome).toBe('dropped');
    expect(await ana.mailbox.unread()).toEqual([]);
  });
});

describe('a link is worth nothing', () => {
  const cases: [string, string][] = [
    ['the account was blocked', `UPDATE users SET account_status = 'blocked' WHERE id = $1`],
    ['the account was switched off', `UPDATE users SET account_status = 'inactive' WHERE id = $1`],
    [
      'it has another e-mail address',
      `UPDATE users SET email = 'x' || id || '@example.org', email_canonical = 'x' || id || '@example.org' WHERE id = $1`,
    ],
    [
      'it no longer has an e-mail address',
      'UPDATE users SET email = NULL, email_canonical = NULL WHERE id = $1',
    ],
    ['ten minutes have passed', 'UPDATE one_time_tokens SET expires_at = now() WHERE user_id = $1'],
  ];
  test.each(cases)('after %s', async (_name, statement) => {
    const ana = await aCorrespondent();
    const token = await forgottenBy(ana);
    await sql(statement, ana.device.id);
    expect((await refusal(reset(token), 400)).code).toBe('invalid_reset_token');
  });

  test('after its e-mail address went to somebody else', async () => {
    const ana = await aCorrespondent();
    const token = await forgottenBy(ana);
    const eve = await aCorrespondent('eve');
    await sql('UPDATE users SET email_canonical = NULL, email = NULL WHERE id = $1', ana.device.id);
    await sql('UPDATE users SET email_canonical = $2, email = $2 WHERE id = $1', eve.device.id, ana.email);
    expect((await refusal(reset(token), 400)).code).toBe('invalid_reset_token');
  });

  test('it lives for ten minutes, no longer', async () => {
    const ana = await aCorrespondent();
    await forgottenBy(ana);
    const [row] = await sql<{ s: number }>(
      `SELECT extract(epoch FROM expires_at - now())::float8 AS s FROM one_time_tokens WHERE user_id = $1 AND purpose = 'password_reset'`,
      ana.device.id,
    );
    expect(row!.s).toBeLessThanOrEqual(600);
    expect(row!.s).toBeGreaterThan(300);
  });
});

test('a link is not an access token, a refresh token or a proof of the e-mail address', async () => {
  const ana = await aCorrespondent();
  const token = await forgottenBy(ana);
  const me = supertest(url).get('/api/auth/me').set('authorization', `Bearer ${token}`);
  expect((await refusal(me, 401)).code).toBe('token_invalid');
  const refresh = supertest(url).post('/api/auth/refresh').send({ refreshToken: token });
  expect((await refusal(refresh, 401)).code).toBe('refresh_token_invalid');
  const verify = supertest(url).post('/api/auth/email/verify').send({ token });
  expect((await refusal(verify, 400)).code).toBe('invalid_verification_token');
  await reset(token).expect(200);
});

describe('an invitation', () => {
  const invite = (address: string) =>
    sql(`INSERT INTO mail_outbox (kind, address, data) VALUES ('invitation', $1, '{}')`, address);
  /** An invited user who has not chosen a password yet. */
  const invited = async () => {
    const ben = await aCorrespondent('ben');
    await sql('UPDATE users SET password_hash = NULL WHERE id = $1', ben.device.id);
    await invite(ben.email);
    return { ben, token: tokenIn(await ben.mailbox.next(/invited/)) };
  };

  test('sets the first password once, within three days, and proves the e-mail address', async () => {
    const { ben, token } = await invited();
    const [row] = await sql<{ hours: number }>(
      `SELECT extract(epoch FROM expires_at - now())::float8 / 3600 AS hours FROM one_time_tokens WHERE user_id = $1 AND purpose = 'invitation'`,
      ben.device.id,
    );
    expect(row!.hours).toBeGreaterThan(71);
    expect(row!.hours).toBeLessThanOrEqual(72);
    await reset(token, 'password1').expect(422);
    await reset(token).expect(200);
    expect((await login(url, ben.email, NEXT)).user.emailVerified).toBe(true);
    expect((await refusal(reset(token, `${NEXT}!`), 400)).code).toBe('invalid_reset_token');
  });

  test('no longer works for an account that has a password by now', async () => {
    const { ben, token } = await invited();
    await reset(await forgottenBy(ben)).expect(200);
    await invite(ben.email);
    expect((await outcomes(ben.email)).at(-1)).toMatchObject({ kind: 'invitation', outcome: 'dropped' });
    expect((await refusal(reset(token, `${NEXT}!`), 400)).code).toBe('invalid_reset_token');
    await login(url, ben.email, NEXT);
  });
});

describe('the token stands nowhere but in the mail', () => {
  const everyTable = async (): Promise<string> => {
    const tables = await sql<{ name: string }>(
      `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
       WHERE table_schema IN ('public', 'security') AND table_type = 'BASE TABLE'`,
    );
    const dumps = await Promise.all(
      tables.map(({ name }) =>
        sql<{ text: string }>(`SELECT coalesce(string_agg(t::text, E'\\n'), '') AS text FROM ${name} t`),
      ),
    );
    return dumps.map(([row]) => row!.text).join('\n');
  };

  test('in no table, before and after it was used', async () => {
    const ana = await aCorrespondent();
    const token = await forgottenBy(ana);
    expect(await everyTable()).not.toContain(token);
    await reset(token, 'short').expect(422);
    await reset(token).expect(200);
    await reset(token).expect(400);
    expect(await everyTable()).not.toContain(token);
  });

  test('not in the answer to a reset, which nothing may keep', async () => {
    const ana = await aCorrespondent();
    const token = await forgottenBy(ana);
    const { headers, text } = await reset(token).expect(200);
    expect(text).not.toContain(token);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});

test('what happened is in the audit log, once each, and without the e-mail address', async () => {
  const ana = await aCorrespondent();
  const token = await forgottenBy(ana);
  await reset(token, 'short').expect(422);
  await reset(token).expect(200);
  const about = (ana: Correspondent) =>
    sql<{ event: string; result: string; reason: string | null; details: object }>(
      `SELECT event, result, reason, details FROM security.audit WHERE subject_id = $1 AND event LIKE 'authn_password%' ORDER BY id`,
      ana.device.id,
    );
  const rows = await eventually(
    () => about(ana),
    (found) => found.length >= 2,
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        event: 'authn_password_change_fail',
        result: 'failure',
        reason: 'weak_password',
      }),
      expect.objectContaining({
        event: 'authn_password_change',
        result: 'success',
        reason: 'password_reset',
      }),
    ]),
  );
  expect(rows).toHaveLength(2);
  const asked = await sql<{ text: string }>(
    `SELECT audit::text AS text FROM security.audit WHERE event = 'authn_password_reset_requested'`,
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter(({ text }) => text.includes(ana.device.user.username))).toEqual([]);
});

test('the mail is readable by the owner of the data folder alone', async () => {
  const ana = await aCorrespondent();
  const mail = await ana.mailbox.next(/^Confirm/);
  expect(statSync(mail.file).mode & 0o777).toBe(0o600);
  expect(tokenIn(mail)).toMatch(/^verify_/);
});
