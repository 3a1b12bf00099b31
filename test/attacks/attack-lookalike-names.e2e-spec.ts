/** Names that look like another's, like the service's, or that carry more than a name. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { refusal } from '../support/rest.js';

const register = (body: object) =>
  supertest(instanceUrl())
    .post('/api/auth/register')
    .send({ password: PASSWORD, ...body });
const someName = () => `ana-${randomBytes(4).toString('hex')}`;

test.each([
  '\u212Aarl',
  '\uFF41na',
  '\u0430na',
  'a\u200Dna',
  'a\u202Ena',
  'an\u0000a',
  'an a',
  'an\na',
  'admin',
  'ADMIN',
  'Root',
  'support',
  'guest-12345678',
  'ana@example.org',
  '../ana',
  '<b>ana</b>',
])('username %j', async (username) => {
  const { code, errors } = await refusal(register({ username }), 400);
  expect([code, errors?.map(({ path }) => path)]).toEqual(['validation_failed', ['username']]);
});

test.each([
  ['\u202E', ''],
  ['', ' '],
  [' ', ''],
  ['', '\n'],
  ['\u200B', '\u3164'],
])('username between %j and %j is the one without', async (before, after) => {
  const username = someName();
  await register({ username }).expect(201);
  const { code } = await refusal(register({ username: before + username + after }), 409);
  expect(code).toBe('username_taken');
});

test.each([
  'ana@example.org\r\nBcc: eve@example.org',
  'ana@example.org%0d%0aBcc:eve@example.org',
  'ana@@example.org',
  'ana@eve@example.org',
  `${'a'.repeat(300)}@example.org`,
  'ana@ex\u0430mple.org',
  '"ana eve"@example.org',
  'ana@example.org,eve@example.org',
  '<ana@example.org>',
])('e-mail address %j', async (email) => {
  const { code, errors } = await refusal(register({ username: someName(), email }), 400);
  expect([code, errors?.map(({ path }) => path)]).toEqual(['validation_failed', ['email']]);
});

test('a name in other capitals is the same name', async () => {
  const username = someName();
  await register({ username, email: `${username}@example.org` }).expect(201);
  expect((await refusal(register({ username: username.toUpperCase() }), 409)).code).toBe('username_taken');
  const email = `${username.toUpperCase()}@EXAMPLE.org`;
  expect((await refusal(register({ username: someName(), email }), 409)).code).toBe('email_taken');
});
