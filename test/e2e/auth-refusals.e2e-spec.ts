/** The refusals of the auth routes, and their form. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import type { OwnUser } from '../../src/users/users.protocol.js';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { answer, refusal } from '../support/rest.js';

const post = (path: string, body: object) => supertest(instanceUrl()).post(`/api/auth/${path}`).send(body);
const someName = () => `ana-${randomBytes(4).toString('hex')}`;

test('a refusal is a problem document with a request id and no stack', async () => {
  const { headers, body } = await answer<Problem>(
    post('login', { login: someName(), password: 'wrong password' }).expect(401),
  );
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['www-authenticate']).toMatch(/^Bearer/);
  expect(body).toEqual({
    type: expect.any(String),
    title: expect.any(String),
    status: 401,
    detail: expect.any(String),
    code: 'invalid_credentials',
    retryable: false,
    requestId: headers['x-request-id'],
  });
});

describe('registering', () => {
  test.each<[string, object, number, string, string[]]>([
    ['nothing', {}, 400, 'validation_failed', ['username', 'password']],
    ['an unknown field', { roles: ['admin'] }, 400, 'validation_failed', ['roles']],
    ['a username that is a list', { username: ['ana'] }, 400, 'validation_failed', ['username']],
    ['a password that is an object', { password: { $ne: '' } }, 400, 'validation_failed', ['password']],
    [
      'a bad username and a bad e-mail address',
      { username: 'a b', email: 'x' },
      400,
      'validation_failed',
      ['username', 'email'],
    ],
    ['a short password', { password: 'otters' }, 422, 'weak_password', ['password']],
    ['a common password', { password: 'password1' }, 422, 'weak_password', ['password']],
    [
      'a password of 129 characters',
      { password: 'ab'.repeat(64) + 'c' },
      422,
      'password_too_long',
      ['password'],
    ],
    [
      'half an emoji as a password',
      { password: 'seven otters \ud83e' },
      400,
      'validation_failed',
      ['password'],
    ],
  ])('with %s', async (name, change, status, code, paths) => {
    const base = name === 'nothing' ? {} : { username: someName(), password: PASSWORD };
    const { code: actual, errors } = await refusal(post('register', { ...base, ...change }), status);
    expect(actual).toBe(code);
    expect([...new Set(errors!.map(({ path }) => path))].sort()).toEqual([...paths].sort());
  });

  test('with the username as password', async () => {
    const username = someName();
    const body = await refusal(post('register', { username, password: `${username}1` }), 422);
    expect(body).toMatchObject({
      code: 'weak_password',
      errors: [{ path: 'password', code: 'contains_name' }],
    });
  });
});

describe('other doors', () => {
  test.each<[string, string, object, number, string]>([
    ['login without a password', 'login', { login: 'ana' }, 400, 'validation_failed'],
    ['login with numbers', 'login', { login: 1, password: 2 }, 400, 'validation_failed'],
    ['a guest with an invisible name', 'guest', { displayName: '\u200b' }, 400, 'validation_failed'],
    ['a guest with a very long name', 'guest', { displayName: 'x'.repeat(65) }, 400, 'validation_failed'],
    ['refreshing with nothing', 'refresh', {}, 400, 'validation_failed'],
    ['refreshing with nonsense', 'refresh', { refreshToken: 'nonsense' }, 401, 'refresh_token_invalid'],
    [
      'refreshing with an unknown token',
      'refresh',
      { refreshToken: `rt_${'A'.repeat(43)}` },
      401,
      'refresh_token_invalid',
    ],
    [
      'upgrading without being signed in',
      'guest/upgrade',
      { username: 'ana', password: PASSWORD },
      401,
      'token_missing',
    ],
    ['logging out with a list', 'logout', { refreshToken: ['rt_'] }, 400, 'validation_failed'],
  ])('%s', async (_name, path, body, status, code) => {
    const problem = await refusal(post(path, body), status);
    expect(problem.code).toBe(code);
  });
});

test.each([
  ['no token', undefined, 'token_missing'],
  ['another scheme', 'Basic YTpi', 'token_missing'],
  ['nonsense', 'Bearer nonsense', 'token_invalid'],
])('%s', async (_name, authorization, code) => {
  const request = supertest(instanceUrl()).get('/api/auth/me');
  const body = await refusal(
    authorization === undefined ? request : request.set('authorization', authorization),
    401,
  );
  expect(body.code).toBe(code);
});

test('a password keeps every character, and composed and decomposed letters are the same', async () => {
  const username = someName();
  await post('register', { username, password: 'Ångström otters' }).expect(201);
  await post('login', { login: username, password: 'A\u030Angstro\u0308m otters' }).expect(200);
  await post('login', { login: username, password: 'Ångström otters ' }).expect(401);
});

test('a user who is signed in is not signed in as somebody else by registering', async () => {
  const ana = await aUser('ana');
  const other = someName();
  const { body } = await answer<SignedIn>(
    ana.rest.post('/api/auth/register').send({ username: other, password: PASSWORD }).expect(201),
  );
  expect(body.user.username).toBe(other);
  expect((await answer<OwnUser>(ana.rest.get('/api/auth/me'))).body.id).toBe(ana.id);
});
