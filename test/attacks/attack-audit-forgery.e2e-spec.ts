/** The audit log cannot be rewritten, cannot be made to record what did not happen, and discloses no secret. */
import { once } from 'node:events';
import net from 'node:net';
import { beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aCorrespondent, forgottenBy, tokenIn } from '../support/mail.js';
import { grant } from '../support/roles.js';
import { startServer, stores, temporaryFolder } from '../support/server.mjs';
import { query } from './mint.js';

interface Row {
  event: string;
  user_agent: string | null;
  request_id: string | null;
  ip: string | null;
  details: Record<string, unknown>;
}

let url: string;
let databaseUrl: string;

beforeAll(async () => {
  const env = { ...(await stores()), DATA_DIR: temporaryFolder('data') };
  databaseUrl = env.DATABASE_URL;
  url = (await startServer(env)).url;
});

const sql = <T extends object>(text: string, values: unknown[] = []) => query<T>(databaseUrl, text, values);
const rowsAbout = ({ id }: Device) =>
  sql<Row>('SELECT * FROM security.audit WHERE subject_id = $1 ORDER BY id', [id]);

test.each([
  ['changed', `UPDATE security.audit SET event = 'authn_login_fail'`],
  ['changed when old', `UPDATE security.audit SET at = now() - interval '2 years'`],
  ['deleted', 'DELETE FROM security.audit'],
  ['emptied', 'TRUNCATE security.audit'],
  [
    'numbered by hand',
    `INSERT INTO security.audit (id, event, level, result) VALUES (1, 'x', 'info', 'success')`,
  ],
])('a row is not %s, even by somebody who has the password of the database', async (_name, statement) => {
  await aUser('ana', url);
  const before = await sql<Row>('SELECT * FROM security.audit ORDER BY id');
  await expect(sql(statement)).rejects.toThrow(/append-only|non-DEFAULT value/);
  const after = await sql<Row>('SELECT * FROM security.audit ORDER BY id');
  expect(after.slice(0, before.length)).toEqual(before);
  expect(before.length).toBeGreaterThan(0);
});

/** A request that no HTTP client would send: raw bytes on the line. */
async function raw(head: string[], body: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  const all = [...head, `content-length: ${Buffer.byteLength(body)}`, 'connection: close', '', body];
  socket.write(Buffer.from(all.join('\r\n'), 'latin1'));
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  await once(socket, 'close');
  return answer;
}

test('a browser that calls itself a second line stays one line', async () => {
  const answer = await raw(
    [
      'POST /api/auth/guest HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      'user-agent: Mozilla\x85authn_login_success actor=admin\x9b2J\ttab',
      'x-request-id: forged id\twith tabs',
      'x-forwarded-for: 203.0.113.7',
    ],
    '{}',
  );
  const guest = JSON.parse(answer.slice(answer.indexOf('{'))) as SignedIn;
  const rows = await sql<Row>('SELECT * FROM security.audit WHERE subject_id = $1', [guest.user.id]);
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    expect(row.user_agent).toBe('Mozilla\\u0085authn_login_success actor=admin\\u009b2J\\u0009tab');
    expect(row.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(row.ip).toBe('127.0.0.1');
  }
});

test('a browser with a long name does not fill the log', async () => {
  const guest = await supertest(url).post('/api/auth/guest').set('user-agent', 'x'.repeat(8000)).send({});
  const { user } = guest.body as SignedIn;
  const rows = await sql<Row>('SELECT * FROM security.audit WHERE subject_id = $1', [user.id]);
  for (const row of rows) expect(row.user_agent).toHaveLength(256);
});

test('what somebody types as a name is not to be read there', async () => {
  const typed = 'my password by mistake\r\n2026-01-01 authn_login_success admin';
  await supertest(url).post('/api/auth/login').send({ login: typed, password: PASSWORD }).expect(401);
  const failed = () =>
    sql<Row>(`SELECT * FROM security.audit WHERE event = 'authn_login_fail' ORDER BY id DESC LIMIT 1`);
  const [row] = await eventually(failed, (rows) => rows.length === 1);
  const text = JSON.stringify(row);
  expect(text).not.toContain('my password');
  expect(text).not.toMatch(/\\r|\\n/);
});

test('two who register one name at once: one row, for the one who got it', async () => {
  const username = `ana${Date.now().toString(36)}`;
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => supertest(url).post('/api/auth/register').send({ username, password: PASSWORD })),
  );
  const won = answers.filter(({ status }) => status === 201);
  expect(won).toHaveLength(1);
  const rows = await sql<{ subject_id: string }>(
    `SELECT subject_id FROM security.audit WHERE event = 'user_created' AND NOT EXISTS (SELECT FROM users WHERE id = subject_id)`,
  );
  expect(rows).toEqual([]);
  const { user } = won[0]!.body as SignedIn;
  const mine = await sql(`SELECT 1 FROM security.audit WHERE event = 'user_created' AND subject_id = $1`, [
    user.id,
  ]);
  expect(mine).toHaveLength(1);
});

test('signing out twice, or with both tokens, is one event', async () => {
  const ana = await aUser('ana', url);
  const { refreshToken } = ana;
  await ana.rest.post('/api/auth/logout').send({ refreshToken }).expect(204);
  await ana.rest.post('/api/auth/logout').expect(204);
  const rows = await rowsAbout(ana);
  expect(rows.map(({ event }) => event)).toEqual(['user_created', 'session_created', 'authn_token_revoked']);
});

test('no secret of a whole life is in any row', async () => {
  const secrets: string[] = [PASSWORD];
  const remember = ({ accessToken, refreshToken }: Pick<SignedIn, 'accessToken' | 'refreshToken'>) =>
    secrets.push(accessToken, refreshToken, accessToken.split('.')[2]!);
  const admin = await aUser('admin', url);
  await grant(admin, 'admin');
  const ana = await aCorrespondent('ana', url);
  const { device } = ana;
  remember(device);
  remember(await device.refresh());
  secrets.push(tokenIn(await ana.mailbox.next(/Confirm/)));
  const link = await forgottenBy(ana);
  const next = 'another-horse-another-battery';
  secrets.push(link, next);
  const post = (path: string, body: object, token?: string) => {
    const request = supertest(url).post(path).send(body);
    return token ? request.set('authorization', `Bearer ${token}`) : request;
  };
  await post('/api/auth/password/reset', { token: link, newPassword: next }).expect(200);
  const wrong = 'a wrong password of ana';
  secrets.push(wrong);
  await post('/api/auth/login', { login: ana.email, password: wrong }).expect(401);
  // A password typed into the wrong field.
  await post('/api/auth/login', { login: next, password: 'x' }).expect(401);
  const again = (await post('/api/auth/login', { login: ana.email, password: next }).expect(200))
    .body as SignedIn;
  remember(again);
  const third = 'correct-third-staple-battery';
  secrets.push(third);
  const change = { currentPassword: next, newPassword: third };
  const changed = (await post('/api/auth/password/change', change, again.accessToken).expect(200))
    .body as SignedIn;
  remember(changed);
  await post('/api/auth/refresh', { refreshToken: again.refreshToken }).expect(401);
  const gus = await aGuest('Gus', url);
  remember(gus);
  await admin.rest.patch(`/api/admin/users/${device.id}`).send({ status: 'blocked' }).expect(200);
  await post('/api/auth/login', { login: ana.email, password: third }).expect(403);
  await admin.rest.patch(`/api/admin/users/${device.id}`).send({ status: 'active' }).expect(200);
  const last = (await post('/api/auth/login', { login: ana.email, password: third }).expect(200))
    .body as SignedIn;
  remember(last);
  await supertest(url)
    .delete('/api/profile')
    .set('authorization', `Bearer ${last.accessToken}`)
    .send({ password: third })
    .expect(204);
  await eventually(
    () =>
      sql(`SELECT 1 FROM security.audit WHERE event = 'authn_login_fail' AND reason = 'account_disabled'`),
    (rows) => rows.length > 0,
  );

  const log = JSON.stringify(await sql('SELECT * FROM security.audit'));
  for (const secret of secrets) expect(log).not.toContain(secret);
  const hashes = await sql<{ hash: string | null }>('SELECT password_hash AS hash FROM users');
  for (const { hash } of hashes) if (hash) expect(log).not.toContain(hash);
  // Nor names: users are identified there by their ids.
  expect(log).not.toContain(ana.email);
  expect(log).not.toContain(device.user.username);
});
