/** One request that asks for many things at once: it is refused before anything runs, or every part of it is counted. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { codes, graphql } from '../support/graphql.js';
import { aUser, PASSWORD } from '../support/client.js';
import { refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';

let url: string;
let addresses = 0;

beforeAll(async () => {
  const env = await stores();
  // A proxy that names the client, so that each test has IP addresses of its own.
  url = (await startServer({ ...env, RATE_LIMIT_FACTOR: '1', TRUSTED_PROXIES: '127.0.0.1' })).url;
});

const someName = () => `ana-${randomBytes(4).toString('hex')}`;
const anIp = () => `198.51.100.${(addresses += 1)}`;
const ask = (query: string, ip: string, variables = {}) =>
  graphql(url, query, variables, { 'x-forwarded-for': ip });
const loginOverRest = (login: string, ip: string) =>
  supertest(url).post('/api/auth/login').set('x-forwarded-for', ip).send({ login, password: 'wrong' });
/** Aliased logins of different names, so that only the IP address is limited. */
const logins = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `a${i}: login(input: {login: "${someName()}", password: "wrong"}) { expiresIn }`,
  );

describe('a hundred logins in one request', () => {
  test.each([
    ['as aliases', () => `mutation { ${logins(100).join(' ')} }`],
    [
      'as aliases in a fragment',
      () => `mutation { ...F } fragment F on Mutation { ${logins(11).join(' ')} }`,
    ],
    [
      'as aliases in fragments of fragments',
      () =>
        `mutation { ...A ...B } fragment A on Mutation { ${logins(6).join(' ')} } fragment B on Mutation { ... { ${logins(
          6,
        )
          .join(' ')
          .replaceAll(/a(\d)/g, 'b$1')} } }`,
    ],
    [
      'behind aliases that hide the field',
      () => `mutation { ${logins(11).join(' ').replace('a0:', '__typename:')} }`,
    ],
  ])('%s, none of which runs', async (_name, query) => {
    const ip = anIp();
    const refused = await ask(query(), ip);
    expect(refused.status).toBe(400);
    expect(refused.body.data).toBeUndefined();
    expect(codes(refused)).toEqual(['graphql_too_complex']);
    // All thirty of the IP address are left.
    const answers = await Promise.all(Array.from({ length: 31 }, () => loginOverRest(someName(), ip)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(30);
  });

  test('as a batch', async () => {
    const ip = anIp();
    const [query] = logins(1);
    const batch = Array.from({ length: 100 }, () => ({ query: `mutation { ${query} }` }));
    const request = supertest(url).post('/graphql').set('x-forwarded-for', ip).send(batch);
    expect((await refusal(request, 400)).code).toBe('validation_failed');
    const answers = await Promise.all(Array.from({ length: 31 }, () => loginOverRest(someName(), ip)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(30);
  });
});

test('of the aliases that are allowed each is counted, and the door does not matter', async () => {
  const ip = anIp();
  for (let request = 0; request < 2; request += 1)
    expect(codes(await ask(`mutation { ${logins(10).join(' ')} }`, ip))).toEqual(
      Array.from({ length: 10 }, () => 'invalid_credentials'),
    );
  for (let i = 0; i < 5; i += 1) await loginOverRest(someName(), ip).expect(401);
  const { status, body } = await ask(`mutation { ${logins(10).join(' ')} }`, ip);
  expect(status).toBe(200);
  expect(codes({ body })).toEqual(
    Array.from({ length: 10 }, (_, i) => (i < 5 ? 'invalid_credentials' : 'rate_limited')),
  );
  expect(body.errors!.at(-1)!.extensions).toMatchObject({
    retryable: true,
    retryAfterMs: expect.any(Number),
  });
  expect((await refusal(loginOverRest(someName(), ip), 429)).code).toBe('rate_limited');
});

test('ten wrong passwords close an account, whichever door they were tried at', async () => {
  const ana = await aUser('ana', url);
  const login = (password: string) =>
    ask('mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }', anIp(), {
      input: { login: ana.user.username, password },
    });
  for (let i = 0; i < 5; i += 1) {
    expect(codes(await login(`wrong ${i}`))).toEqual(['invalid_credentials']);
    await loginOverRest(ana.user.username, anIp()).expect(401);
  }
  expect(codes(await login(PASSWORD))).toEqual(['rate_limited']);
});

test('guests and registrations are counted by alias too', async () => {
  const ip = anIp();
  const guests = (count: number) =>
    Array.from({ length: count }, (_, i) => `g${i}: guest { expiresIn }`).join(' ');
  for (let request = 0; request < 3; request += 1)
    expect(codes(await ask(`mutation { ${guests(10)} }`, ip))).toEqual([]);
  expect(codes(await ask(`mutation { ${guests(2)} }`, ip))).toEqual(['rate_limited', 'rate_limited']);

  const register = (i: number) =>
    `r${i}: register(input: {username: "${someName()}", password: "${PASSWORD}"}) { expiresIn }`;
  const registrations = (count: number) => Array.from({ length: count }, (_, i) => register(i)).join(' ');
  expect(codes(await ask(`mutation { ${registrations(10)} }`, ip))).toEqual([]);
  expect(codes(await ask(`mutation { ${registrations(1)} }`, ip))).toEqual(['rate_limited']);
});

describe('queries that are made to cost', () => {
  const nested = (levels: number) => `${'{ ... '.repeat(levels)}{ me { id } }${' }'.repeat(levels)}`;
  const cycle = 'fragment A on Query { ...B } fragment B on Query { ...A }';
  test.each<[string, string, string]>([
    ['too deep', nested(9), 'graphql_too_complex'],
    ['too deep by fragments', `{ ...A } ${chain(12)}`, 'graphql_too_complex'],
    ['too long for the parser', `{ ${'me { id } '.repeat(400)} }`, 'graphql_too_complex'],
    [
      'too costly',
      `{ ${'... { '.repeat(6)} users { ${aliased(9)} } ${'}'.repeat(6)} }`,
      'graphql_too_complex',
    ],
    ['a circle of fragments', `{ ...A } ${cycle}`, 'graphql_invalid'],
    [
      'a fragment that spreads itself many times',
      `{ ...A } fragment A on Query { ${'...A '.repeat(200)} }`,
      'graphql_invalid',
    ],
    [
      'a document as JSON, of which nobody counted the tokens',
      JSON.stringify({ kind: 'Document', definitions: [] }),
      'graphql_invalid',
    ],
    ['a number', '1', 'graphql_invalid'],
    ['a subscription', 'subscription { me { id } }', 'graphql_invalid'],
    ['a definition of types', 'type Query { me: String }', 'graphql_invalid'],
    ['many directives', `{ me ${'@skip(if: false) '.repeat(100)} { id } }`, 'graphql_invalid'],
  ])('%s', async (_name, query, code) => {
    const { status, body } = await ask(query, anIp());
    expect(status).toBe(400);
    expect(new Set(codes({ body }))).toEqual(new Set([code]));
  });

  test('a query that is longer than any', async () => {
    const query = `{ me { id } } #${'x'.repeat(16_384)}`;
    const problem = await refusal(supertest(url).post('/graphql').send({ query }), 400);
    expect(problem).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'query', code: 'max_length' }],
    });
  });
});

function chain(length: number): string {
  const name = (i: number) => String.fromCharCode(65 + i);
  return Array.from(
    { length },
    (_, i) => `fragment ${name(i)} on Query { ${i + 1 < length ? `...${name(i + 1)}` : 'me { id }'} }`,
  ).join(' ');
}

function aliased(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `i${i}: items { id username displayName isGuest status isOnline lastSeenAt }`,
  ).join(' ');
}
