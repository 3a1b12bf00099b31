/** In production the schema is disclosed neither by introspection nor by suggestions. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import supertest from 'supertest';
import { codes, graphql } from '../support/graphql.js';
import { startServer, stores } from '../support/server.mjs';

const PRODUCTION = {
  NODE_ENV: 'production',
  APP_SECRET: randomBytes(36).toString('base64'),
  DIRECT_EXPOSURE: 'true',
  BCRYPT_COST: '10',
};

let production: string;
let development: string;

beforeAll(async () => {
  production = (await startServer({ ...(await stores()), ...PRODUCTION })).url;
  development = (await startServer({ ...(await stores()), NODE_ENV: 'development' })).url;
});

const questions: [string, string, object?][] = [
  ['the whole schema', getIntrospectionQuery()],
  ['its types', '{ __schema { types { name } } }'],
  ['one type', '{ __type(name: "User") { fields { name } } }'],
  ['a type by an alias in a fragment', '{ ...F } fragment F on Query { x: __type(name: "User") { name } }'],
];

describe('asking', () => {
  test.each(questions)('for %s', async (_name, query) => {
    const refused = await graphql(production, query);
    expect(refused.status).toBe(400);
    expect(refused.body.data).toBeUndefined();
    expect(new Set(codes(refused))).toEqual(new Set(['graphql_invalid']));
    // Which the same question does not meet elsewhere, so that this test can fail.
    expect(codes(await graphql(development, query))).toEqual([]);
  });

  test('for the name of the type is harmless', async () => {
    expect((await graphql(production, '{ __typename }')).body.data).toEqual({ __typename: 'Query' });
  });
});

describe('guessing', () => {
  const guesses: [string, string, object?][] = [
    ['a field', '{ mee { id } }'],
    ['a field of a type', '{ me { usernam } }'],
    ['an argument', '{ users(limt: 1) { nextCursor } }'],
    ['an input', 'mutation ($input: LoginInpt!) { login(input: $input) { expiresIn } }', { input: {} }],
    ['a field of an input', 'mutation { login(input: {logn: "a"}) { expiresIn } }'],
    [
      'a field of an input in a variable',
      'mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }',
      { input: { logn: 'a' } },
    ],
    ['a value', 'query ($limit: Int!) { users(limit: $limit) { nextCursor } }', { limit: 'many' }],
  ];
  test.each(guesses)('%s is not helped', async (_name, query, variables = {}) => {
    const { status, body } = await graphql(production, query, variables);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toMatch(/did you mean/i);
  });

  test('and elsewhere it is', async () => {
    expect(JSON.stringify((await graphql(development, '{ mee { id } }')).body)).toMatch(/did you mean/i);
  });
});

test('there is no page to explore the schema with', async () => {
  for (const url of [production, development])
    for (const path of ['/graphiql', '/graphql', '/playground', '/altair']) {
      const { status, text } = await supertest(url).get(path).set('accept', 'text/html');
      expect([404, 405]).toContain(status);
      expect(text).not.toMatch(/graphiql/i);
    }
});
