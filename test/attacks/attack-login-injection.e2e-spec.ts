/** A typed name or password is compared, never interpreted. */
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { aUser } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { answer, refusal } from '../support/rest.js';

const login = (body: object) => supertest(instanceUrl()).post('/api/auth/login').send(body);

describe('as text', () => {
  test.each([
    `' OR '1'='1`,
    `ana'; DROP TABLE users; --`,
    `ana\u0000`,
    `*)(uid=*))(|(uid=*`,
    `ana\r\n{"level":"info","message":"forged"}`,
    `\${jndi:ldap://127.0.0.1/a}`,
    `%' --@example.org`,
    `__proto__`,
    '\ud800',
  ])('%j', async (text) => {
    for (const body of [
      { login: text, password: 'seven otters' },
      { login: 'ana', password: text },
    ])
      expect((await refusal(login(body), 401)).code).toBe('invalid_credentials');
  });
});

describe('as structure', () => {
  test.each<[string, object]>([
    ['an operator', { login: { $gt: '' }, password: { $gt: '' } }],
    ['lists', { login: ['ana'], password: ['seven otters'] }],
    ['true', { login: true, password: true }],
    ['null', { login: null, password: null }],
    ['an unknown field', { login: 'ana', password: 'seven otters', isAdmin: true }],
    ['a list of bodies', [{ login: 'ana', password: 'seven otters' }]],
  ])('%s', async (_name, body) => {
    expect((await refusal(login(body), 400)).code).toBe('validation_failed');
  });

  test.each([
    '{"login":"ana","password":"x","__proto__":{"isAdmin":true}}',
    '{"login":"ana","password":"x","constructor":{"prototype":{}}}',
  ])('%s', async (text) => {
    const request = supertest(instanceUrl())
      .post('/api/auth/login')
      .set('content-type', 'application/json')
      .send(text);
    expect((await request).status).toBe(400);
  });

  test.each<[string, string, number]>([
    ['application/json', '{"login":', 400],
    ['application/x-www-form-urlencoded', 'login=ana&password=x', 415],
    ['text/plain', '{"login":"ana","password":"x"}', 415],
  ])('%s: %s', async (type, text, status) => {
    await supertest(instanceUrl())
      .post('/api/auth/login')
      .set('content-type', type)
      .send(text)
      .expect(status);
  });
});

test('parameters of the URL are not taken for the body', async () => {
  await supertest(instanceUrl()).post('/api/auth/login?login=ana&password=x&password=y').expect(400);
});

test('an unknown name and a wrong password look the same', async () => {
  const ana = await aUser('ana');
  const answers = [];
  for (const name of [ana.user.username, 'nobody-of-that-name', 'nobody@example.org'])
    answers.push(await answer<Problem>(login({ login: name, password: 'wrong password' })));

  const [first, ...others] = answers.map(({ status, headers, body }) => {
    const { requestId, ...problem } = body;
    const { date, 'x-request-id': id, ...rest } = headers as Record<string, string>;
    return { status, problem, headers: rest, marked: [requestId === id, date !== undefined] };
  });
  for (const other of others) expect(other).toEqual(first);
});
