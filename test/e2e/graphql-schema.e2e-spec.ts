/** GraphQL takes and answers the same fields as REST, and says whether an operation was run. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, type Device } from '../support/client.js';
import { operations } from '../support/doors.js';
import { codes, graphql, type GraphqlAnswer } from '../support/graphql.js';
import { instanceUrl } from '../support/instances.js';
import { answer } from '../support/rest.js';

interface TypeRef {
  kind: string;
  name: string | null;
  ofType: TypeRef | null;
}
interface Field {
  name: string;
  type: TypeRef;
  args?: Field[];
}
interface Type {
  name: string;
  fields: Field[] | null;
  inputFields: Field[] | null;
}
interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}
interface Content {
  content?: { 'application/json': { schema: Schema } };
}
interface RestOperation {
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

let types: Map<string, Type>;
let openApi: {
  paths: Record<string, Record<string, RestOperation>>;
  components: { schemas: Record<string, Schema> };
};

beforeAll(async () => {
  const url = instanceUrl();
  const field = 'name type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';
  const { body } = await graphql<{ __schema: { types: Type[] } }>(
    url,
    `{ __schema { types { name fields { ${field} args { ${field} } } inputFields { ${field} } } } }`,
  );
  types = new Map(body.data!.__schema.types.map((type) => [type.name, type]));
  openApi = (await answer<typeof openApi>(supertest(url).get('/api/openapi.json'))).body;
});

const named = (type: TypeRef): string => type.name ?? named(type.ofType!);
const optional = (name: string, required: boolean) => (required ? name : `${name}?`);

function resolved(schema: Schema): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return reference === undefined
    ? schema
    : resolved(openApi.components.schemas[reference.split('/').at(-1)!]!);
}

/** Field names of an object and of the objects in it. */
function fieldsOfSchema(schema: Schema): object {
  const { properties, items } = resolved(schema);
  if (items) return fieldsOfSchema(items);
  return Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, inner]) => [name, fieldsOfSchema(inner)]),
  );
}

function fieldsOfType(name: string): object {
  return Object.fromEntries(
    (types.get(name)!.fields ?? []).map((field) => [field.name, fieldsOfType(named(field.type))]),
  );
}

const fieldOf = (operation: string): Field =>
  [...types.get('Query')!.fields!, ...types.get('Mutation')!.fields!].find(({ name }) => name === operation)!;

/** REST also takes this one from a cookie. */
const NOT_OPTIONAL_HERE = ['refresh.refreshToken'];

describe.each(Object.entries(operations))('%s', (operation, { rest: [method, path] }) => {
  const onRest = () => openApi.paths[path.replace(/:(\w+)/g, '{$1}')]![method]!;

  test('takes what REST takes', () => {
    const { parameters, requestBody } = onRest();
    const { properties, required } = requestBody
      ? resolved(requestBody.content!['application/json'].schema)
      : { properties: {}, required: [] };
    const taken = [
      ...parameters
        .filter((p) => p.in === 'query' || p.in === 'path')
        .map((p) => optional(p.name, p.required)),
      ...Object.keys(properties!).map((name) =>
        optional(name, required?.includes(name) || NOT_OPTIONAL_HERE.includes(`${operation}.${name}`)),
      ),
    ];
    const { args } = fieldOf(operation);
    const input = args!.find(({ name }) => name === 'input');
    const takenHere = input ? types.get(named(input.type))!.inputFields! : args!;
    const isRequired = ({ name, type }: Field) => type.kind === 'NON_NULL' && name !== 'limit';
    expect(takenHere.map((field) => optional(field.name, isRequired(field))).sort()).toEqual(taken.sort());
  });

  test('answers what REST answers', () => {
    const success = Object.entries(onRest().responses).find(([status]) => status.startsWith('2'))![1];
    const schema = success.content?.['application/json'].schema;
    expect(fieldsOfType(named(fieldOf(operation).type))).toEqual(schema ? fieldsOfSchema(schema) : {});
  });
});

test('there are no other operations', () => {
  const all = [...types.get('Query')!.fields!, ...types.get('Mutation')!.fields!].map(({ name }) => name);
  expect(all.sort()).toEqual(Object.keys(operations).sort());
  expect(types.has('Subscription')).toBe(false);
});

describe('whether it was run', () => {
  let ana: Device;
  beforeAll(async () => (ana = await aUser('ana')));
  const ask = (body: object, accept?: string) => {
    const request = ana.rest.post('/graphql').send(body);
    return answer<GraphqlAnswer>(accept === undefined ? request : request.set('accept', accept));
  };

  test.each<[string, object, number, object]>([
    ['yes', { query: '{ me { isGuest } }' }, 200, { data: { me: { isGuest: false } } }],
    [
      'the first of two',
      { query: 'query A { me { isGuest } } query B { __typename }', operationName: 'A' },
      200,
      { data: { me: { isGuest: false } } },
    ],
    [
      'with null for nothing',
      { query: '{ __typename }', variables: null, operationName: null, extensions: null },
      200,
      { data: { __typename: 'Query' } },
    ],
  ])('%s', async (_name, body, status, expected) => {
    const got = await ask(body);
    expect(got.status).toBe(status);
    expect(got.body).toEqual(expected);
  });

  test.each<[string, object, string]>([
    ['half a query', { query: '{ me { id' }, 'graphql_invalid'],
    ['an unknown field', { query: '{ me { age } }' }, 'graphql_invalid'],
    [
      'one of two, not said which',
      { query: 'query A { __typename } query B { __typename }' },
      'graphql_invalid',
    ],
    ['one that is not there', { query: 'query A { __typename }', operationName: 'B' }, 'graphql_invalid'],
    [
      'a missing variable',
      { query: 'query ($limit: Int!) { users(limit: $limit) { nextCursor } }' },
      'validation_failed',
    ],
    ['a literal of the wrong type', { query: '{ users(limit: "many") { nextCursor } }' }, 'graphql_invalid'],
    [
      'null for what has a default',
      {
        query: 'query ($limit: Int = 5) { users(limit: $limit) { nextCursor } }',
        variables: { limit: null },
      },
      'graphql_invalid',
    ],
  ])('no: %s', async (_name, body, code) => {
    const refused = await ask(body);
    expect(codes(refused)).toEqual([code]);
    expect({ status: refused.status, data: refused.body.data ?? null }).toEqual(
      refused.body.errors![0]!.path ? { status: 200, data: { users: null } } : { status: 400, data: null },
    );
  });

  test('a variable of a wrong type is named', async () => {
    const query =
      'query ($limit: Int!, $cursor: String) { users(limit: $limit, cursor: $cursor) { nextCursor } }';
    const { body } = await ask({ query, variables: { limit: 'many', cursor: 5 } });
    expect(body.errors).toMatchObject([
      {
        extensions: {
          code: 'validation_failed',
          errors: [
            { path: 'limit', code: 'is_int', message: 'limit must be an integer number' },
            { path: 'cursor', code: 'is_string', message: 'cursor must be a string' },
          ],
        },
      },
    ]);
  });

  test('values come before tokens: nothing runs until both the query and its variables are right', async () => {
    const createUser = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }';
    expect(codes(await graphql(ana.url, createUser, { input: {} }))).toEqual(['validation_failed']);
    const input = { username: 'ben', email: 'ben@example.org' };
    expect(codes(await graphql(ana.url, createUser, { input }))).toEqual(['token_missing']);
  });

  test.each([
    [undefined, 'application/json; charset=utf-8'],
    [
      'application/graphql-response+json, application/json;q=0.9',
      'application/graphql-response+json; charset=utf-8',
    ],
  ])('Accept: %s', async (accept, type) => {
    const { headers } = await ask({ query: '{ me { id } }' }, accept);
    expect(headers).toMatchObject({ 'content-type': type, 'cache-control': 'no-store' });
  });
});
