/** Ways around the guards: through nested fields, other people's types, tokens in odd places. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aGuest, aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { codes, graphql, type GraphqlAnswer } from '../support/graphql.js';
import { answer, refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { type Mint, openMint, query } from './mint.js';

let url: string;
let databaseUrl: string;
let mint: Mint;
let ana: Device;
let eve: Device;

beforeAll(async () => {
  const env = await stores();
  url = (await startServer(env)).url;
  databaseUrl = env.DATABASE_URL;
  mint = await openMint(env);
  [ana, eve] = [await aUser('ana', url), await aUser('eve', url)];
});

const as = (token: string) => ({ authorization: `Bearer ${token}` });

interface Type {
  name: string;
  kind: string;
  fields: { name: string; args: object[]; type: TypeRef }[] | null;
}
interface TypeRef {
  name: string | null;
  ofType: TypeRef | null;
}

describe('what belongs to others', () => {
  test.each([
    ['the e-mail address of a user', '{ users { items { email } } }'],
    ['their sessions', '{ users { items { sessions { id } } } }'],
    ['them as they see themselves', '{ users { items { ... on OwnUser { email } } } }'],
    ['somebody by id', '{ me(id: "1") { email } }'],
    ['a password', '{ me { passwordHash } }'],
  ])('%s cannot be asked for', async (_name, text) => {
    const refused = await graphql(url, text, {}, as(eve.accessToken));
    expect(refused.status).toBe(400);
    expect(new Set(codes(refused))).toEqual(new Set(['graphql_invalid']));
  });

  test('the types with an e-mail address are reached by their owner and by administrators only', async () => {
    const { body } = await graphql<{ __schema: { types: Type[] } }>(
      url,
      '{ __schema { types { name kind fields { name args { name } type { name ofType { name ofType { name ofType { name } } } } } } } }',
    );
    const types = body.data!.__schema.types.filter(({ name, fields }) => fields && !name.startsWith('__'));
    const named = (type: TypeRef | null): string => type?.name ?? named(type!.ofType);
    const withAddress = types.filter(({ fields }) => fields!.some(({ name }) => name === 'email'));
    expect(withAddress.map(({ name }) => name)).toEqual(['Account', 'OwnUser']);
    const leadingThere = types.flatMap(({ name, fields }) =>
      fields!
        .filter(({ type }) => ['Account', 'OwnUser'].includes(named(type)))
        .map((field) => `${name}.${field.name}`),
    );
    expect(leadingThere.sort()).toEqual([
      'Mutation.createUser',
      'Mutation.unlockUser',
      'Query.me',
      'SignedIn.user',
    ]);
  });

  test('each field of one request is guarded by itself', async () => {
    const guest = await aGuest('Guest', url);
    const { status, body } = await graphql(
      url,
      'mutation { logout changePassword(input: {currentPassword: "a", newPassword: "b"}) { expiresIn } }',
      {},
      as(guest.accessToken),
    );
    expect(status).toBe(200);
    expect(body.data).toEqual({ logout: true, changePassword: null });
    // Signing out came first, and counts for the operations after it.
    expect(codes({ body })).toEqual(['session_revoked']);
    const other = await aGuest('Guest', url);
    const both = await graphql(url, '{ me { id } users { nextCursor } }', {}, as(other.accessToken));
    expect(both.body.data).toEqual({ me: { id: other.id }, users: null });
    expect(both.body.errors).toMatchObject([{ path: ['users'], extensions: { code: 'guest_not_allowed' } }]);
  });
});

describe('tokens', () => {
  const minted = (change: object) => mint.token(mint.claims(ana.accessToken, change));
  const nowS = Math.floor(Date.now() / 1000);
  test.each<[string, () => string | undefined, string]>([
    ['none', () => undefined, 'token_missing'],
    ['expired', () => minted({ iat: nowS - 1000, exp: nowS - 100 }), 'token_expired'],
    ['of another issuer', () => minted({ iss: 'https://evil.example' }), 'token_invalid'],
    ['without a signature', () => ana.accessToken.replace(/[^.]+$/, ''), 'token_invalid'],
    ['a refresh token', () => ana.refreshToken, 'token_invalid'],
  ])('%s', async (_name, token, code) => {
    const raw = token();
    const authorization = raw === undefined ? {} : as(raw);
    const refused = await graphql(url, '{ me { id } }', {}, authorization);
    expect(codes(refused)).toEqual([code]);
    const onRest = supertest(url).get('/api/auth/me').set(authorization);
    expect((await refusal(onRest, 401)).code).toBe(code);
  });

  test('are looked for in the header only', async () => {
    const elsewhere = supertest(url)
      .post(`/graphql?access_token=${ana.accessToken}`)
      .set('cookie', `__Host-at=${ana.accessToken}; access_token=${ana.accessToken}`)
      .send({
        query: '{ me { id } }',
        variables: { token: ana.accessToken },
        extensions: { authorization: ana.accessToken },
      });
    expect(codes(await answer<GraphqlAnswer>(elsewhere))).toEqual(['token_missing']);
  });

  test('a refresh cookie is worth nothing here, and none is given', async () => {
    const cookie = `__Host-rt=${ana.refreshToken}`;
    const text = 'mutation ($input: RefreshInput!) { refresh(input: $input) { expiresIn } }';
    expect(codes(await graphql(url, text, { input: {} }, { cookie }))).toEqual(['validation_failed']);
    const signedOut = await graphql(url, 'mutation { logout }', {}, { cookie });
    expect(signedOut.body.data).toEqual({ logout: true });
    await ana.rest.get('/api/auth/me').expect(200);

    const wanted = supertest(url)
      .post('/graphql')
      .set('x-token-delivery', 'cookie')
      .send({ query: 'mutation { guest { refreshToken } }' });
    expect(await refusal(wanted, 400)).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'x-token-delivery' }],
    });
  });
});

describe('other ways to send it', () => {
  const text = 'mutation { guest { expiresIn } }';
  test.each<[string, () => supertest.Test, number, string]>([
    ['GET', () => supertest(url).get('/graphql').query({ query: text }), 405, 'method_not_allowed'],
    ['PUT', () => supertest(url).put('/graphql').send({ query: text }), 405, 'method_not_allowed'],
    [
      'a form',
      () => supertest(url).post('/graphql').type('form').send({ query: text }),
      415,
      'unsupported_media_type',
    ],
    [
      'plain text',
      () =>
        supertest(url)
          .post('/graphql')
          .type('text/plain')
          .send(JSON.stringify({ query: text })),
      415,
      'unsupported_media_type',
    ],
    [
      'application/graphql',
      () => supertest(url).post('/graphql').type('application/graphql').send(text),
      415,
      'unsupported_media_type',
    ],
    [
      'a batch',
      () =>
        supertest(url)
          .post('/graphql')
          .send([{ query: text }]),
      400,
      'validation_failed',
    ],
    [
      'half a body',
      () => supertest(url).post('/graphql').type('json').send('{"query":'),
      400,
      'malformed_json',
    ],
    [
      'a prototype',
      () => supertest(url).post('/graphql').type('json').send('{"__proto__":{"query":"{me}"}}'),
      400,
      'malformed_json',
    ],
    [
      'variables that are a list',
      () => supertest(url).post('/graphql').send({ query: text, variables: [] }),
      400,
      'validation_failed',
    ],
    ['a body without a query', () => supertest(url).post('/graphql').send({}), 400, 'validation_failed'],
    [
      'a body that is too large',
      () =>
        supertest(url)
          .post('/graphql')
          .send({ query: text, variables: { x: 'x'.repeat(70_000) } }),
      413,
      'payload_too_large',
    ],
  ])('%s', async (_name, request, status, code) => {
    const { headers, body } = await answer<{ code: string }>(request().expect(status));
    expect((headers as Record<string, string>)['content-type']).toMatch(/^application\/problem\+json/);
    expect(body.code).toBe(code);
  });
});

test('what was refused stands in the audit log with the id of the request', async () => {
  const wrong = await graphql(
    url,
    'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }',
    { input: { currentPassword: 'wrong', newPassword: 'another-horse-another-battery' } },
    as(eve.accessToken),
  );
  const { requestId } = wrong.body.errors![0]!.extensions;
  const rows = await eventually(
    () =>
      query<{ event: string; ip: string; actor_id: string }>(
        databaseUrl,
        'SELECT event, ip, actor_id FROM security.audit WHERE request_id = $1',
        [requestId],
      ),
    (found) => found.length > 0,
  );
  expect(rows).toEqual([expect.objectContaining({ ip: '127.0.0.1' })]);
});
