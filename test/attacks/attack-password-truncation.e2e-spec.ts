/** bcrypt reads 72 bytes and stops at NUL; passwords here are longer and may contain any character. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { refusal } from '../support/rest.js';

const post = (path: string, body: object) => supertest(instanceUrl()).post(`/api/auth/${path}`).send(body);
const PREFIX = 'otters juggle lanterns '.repeat(4).slice(0, 72);

describe.each([
  ['73 bytes', `${PREFIX}a`, [`${PREFIX}b`, PREFIX, `${PREFIX}ab`]],
  [
    '128 characters',
    PREFIX.padEnd(128, 'x'),
    [PREFIX, PREFIX.padEnd(127, 'x'), PREFIX.padEnd(200, 'x'), PREFIX.padEnd(128, 'y')],
  ],
  ['emoji of 200 bytes', '🦦🎧'.repeat(25), ['🦦🎧'.repeat(9), '🦦🎧'.repeat(24), '🦦🎧'.repeat(26)]],
  [
    'a NUL inside',
    'seven otters\u0000 juggle',
    ['seven otters', 'seven otters\u0000', 'seven otters\u0000 jugglf'],
  ],
])('%s', (_name, password, others) => {
  test('only the whole password opens', async () => {
    const username = `ana-${randomBytes(4).toString('hex')}`;
    await post('register', { username, password }).expect(201);
    for (const other of others) await post('login', { login: username, password: other }).expect(401);
    await post('login', { login: username, password }).expect(200);
  });
});

describe('more than any password has', () => {
  test.each<[string, number, number, string]>([
    ['1 MiB', 1024 * 1024, 413, 'payload_too_large'],
    ['2 KiB', 2048, 400, 'validation_failed'],
  ])('%s', async (_name, length, status, code) => {
    const body = { login: 'ana', password: 'x'.repeat(length) };
    expect((await refusal(post('login', body), status)).code).toBe(code);
  });

  test('registering with 2 KiB', async () => {
    const body = { username: `ana-${randomBytes(4).toString('hex')}`, password: 'xy'.repeat(1024) };
    expect((await refusal(post('register', body), 422)).code).toBe('password_too_long');
  });
});

test('a new session has a new id, whatever was presented before', async () => {
  const username = `ana-${randomBytes(4).toString('hex')}`;
  const first = await post('register', { username, password: PASSWORD }).expect(201);
  const { accessToken, refreshToken } = first.body as { accessToken: string; refreshToken: string };
  const again = await post('login', { login: username, password: PASSWORD })
    .set('authorization', `Bearer ${accessToken}`)
    .set('cookie', `sid=chosen; refreshToken=${refreshToken}`)
    .expect(200);
  const { accessToken: second } = again.body as { accessToken: string };
  const sid = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid;
  expect(sid(second)).not.toBe(sid(accessToken));
});
