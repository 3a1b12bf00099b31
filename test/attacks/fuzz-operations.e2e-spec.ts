/**
 * Every operation of the OpenAPI document and of the GraphQL schema is requested with nonsense, by every kind of user. Nothing
 * may break: no 5xx, each refusal has a code and names the fields, no bystander notices, the log has no error. FUZZ_SEED and
 * FUZZ_RUNS choose other nonsense and how much of it there is for each operation.
 */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import type { FieldError } from '../../src/platform/wire/problem.protocol.js';
import { aGuest, aUser, type Device } from '../support/client.js';
import type { GraphqlAnswer } from '../support/graphql.js';
import { aServiceKey } from '../support/integrations.js';
import { grant } from '../support/roles.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { expectUnharmed } from './bystanders.js';
import {
  type FuzzedRequest,
  fuzzedObject,
  fuzzedQuery,
  fuzzedRequest,
  type Operation,
  people,
  type Parameter,
  type Schema,
  SOMEBODY,
} from './fuzz-arbitraries.js';

const seed = Number(process.env.FUZZ_SEED ?? 20260);
const numRuns = Number(process.env.FUZZ_RUNS ?? 80);

interface Response {
  $ref?: string;
  content?: Record<string, { schema: { allOf?: [unknown, { properties: { code: { enum: string[] } } }] } }>;
}

interface Described {
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Response>;
}

interface OpenApi {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Response> };
}

/** The statuses that any request may get. */
const ALWAYS =
  /^(bad_request|not_found|method_not_allowed|headers_too_large|payload_too_large|unsupported_media_type|malformed_json)$/;

const openApi = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as OpenApi;
const schema = buildSchema(readFileSync('docs/schema.graphql', 'utf8'));

const restOperations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { parameters, requestBody }]): [string, Operation] => [
    `${method.toUpperCase()} ${path}`,
    {
      method: method.toUpperCase(),
      path,
      parameters,
      body: Object.values(requestBody?.content ?? {})[0]?.schema,
      takesFiles: requestBody !== undefined && 'multipart/form-data' in requestBody.content,
    },
  ]),
);
const graphqlFields = [schema.getQueryType()!, schema.getMutationType()!].flatMap((type) =>
  Object.values(type.getFields()).map((field): [string, GraphQLField<unknown, unknown>, string] => [
    field.name,
    field,
    type.name.toLowerCase(),
  ]),
);

function resolve(described: Schema): Schema {
  const reference = described.$ref ?? described.allOf?.[0]?.$ref;
  return reference === undefined
    ? described
    : resolve(openApi.components.schemas[reference.split('/').at(-1)!]!);
}

/** The codes that the document gives for this operation and status. */
function documentedCodes({ path, method }: Operation, status: number): string[] {
  const described = openApi.paths[path]![method.toLowerCase()]!.responses[status];
  const response = described?.$ref
    ? openApi.components.responses[described.$ref.split('/').at(-1)!]
    : described;
  return response?.content?.['application/problem+json']?.schema.allOf?.[1].properties.code.enum ?? [];
}

let server: RunningServer;
let bystander: Device;

beforeAll(async () => {
  process.stdout.write(`fuzzing with FUZZ_SEED=${seed} FUZZ_RUNS=${numRuns}\n`);
  // Without limits: they would answer before the code under test.
  server = await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '0' });
});

beforeEach(async () => {
  bystander = await aUser('ben', server.url);
  await bystander.connect();
});

// Hundreds of them would be notified of one another.
afterEach(() => bystander.disconnect());

test('the documents are those of the server', async () => {
  const answer = await fetch(`${server.url}/api/openapi.json`);
  const { paths } = (await answer.json()) as OpenApi;
  expect(Object.keys(paths).sort()).toEqual(Object.keys(openApi.paths).sort());
});

describe('REST', () => {
  test.each(restOperations)('%s', async (_name, operation) => {
    const tokens = await everybody();
    await holds(
      fuzzedRequest(operation, resolve),
      async (request) => {
        const got = await send(request, tokens);
        expect(got.status).toBeLessThan(500);
        if (got.status < 400 || request.method === 'HEAD' || request.method === 'OPTIONS') return;
        if (!got.type.startsWith('application/problem+json'))
          expect(refusalsOfGraphql(got.body)).not.toEqual([]);
        else {
          const refusal = JSON.parse(got.body) as Refusal;
          expectRefusal(refusal);
          if (request.method === operation.method && !ALWAYS.test(refusal.code))
            expect(documentedCodes(operation, got.status)).toContain(refusal.code);
        }
      },
      endsEverySession(operation) ? [] : [bystander],
    );
  });
});

describe('GraphQL', () => {
  test.each(graphqlFields)('%s', async (_name, field, kind) => {
    const tokens = await everybody();
    const query = queryFor(field, kind);
    const takes: Schema = {
      properties: Object.fromEntries(field.args.map(({ name, type }) => [name, asSchema(type)])),
    };
    const text = fc.oneof(
      { weight: 4, arbitrary: fc.constant(query) },
      { weight: 1, arbitrary: fuzzedQuery(query) },
    );
    const values = fc.oneof(
      fuzzedObject(takes, (inner) => inner),
      fuzzedObject({ properties: { input: {} } }, (inner) => inner),
      ...field.args.map(({ name, type }) =>
        fuzzedObject(asSchema(type), (inner) => inner).map((json) => `{"${name}":${json}}`),
      ),
    );
    const requests = fc
      .record({
        text,
        values,
        as: people,
      })
      .map(({ text, values, as }): FuzzedRequest => ({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(`{"query":${JSON.stringify(text)},"variables":${values}}`),
        as,
      }));
    await holds(requests, async (request) => {
      const got = await send(request, tokens);
      expect([200, 400, 413]).toContain(got.status);
      if (got.type.startsWith('application/problem+json')) expectRefusal(JSON.parse(got.body) as Refusal);
      else for (const refusal of refusalsOfGraphql(got.body)) expectRefusal(refusal);
    });
  });
});

/** There may be so many. */
let lastKeyId = 'none';

type Tokens = Record<FuzzedRequest['as'], string | undefined> & { id: string };

/** New for each operation: some of them end their sessions or their accounts. */
async function everybody(): Promise<Tokens> {
  const [guest, member, admin] = [
    await aGuest('Guest', server.url),
    await aUser('ana', server.url),
    await aUser('admin', server.url),
  ];
  await grant(admin, 'admin');
  const { id: keyId, key: backEnd } = await aServiceKey(admin);
  await admin.rest.delete(`/api/admin/service-keys/${lastKeyId}`);
  lastKeyId = keyId;
  return {
    nobody: undefined,
    guest: guest.accessToken,
    member: member.accessToken,
    admin: admin.accessToken,
    backEnd,
    garbage: `${member.accessToken}x`,
    id: member.id,
  };
}

/** An administrator with a well-formed request gets it. */
function endsEverySession({ path }: Operation): boolean {
  return path === '/api/admin/signing-keys/rotate';
}

/** Fails with the smallest request that does not hold, and how to ask for it again. */
async function holds(
  requests: fc.Arbitrary<FuzzedRequest>,
  check: (request: FuzzedRequest) => Promise<void>,
  bystanders = [bystander],
) {
  const before = server.log().length;
  await fc.assert(fc.asyncProperty(requests, check), { seed, numRuns });
  const errors = server
    .log()
    .slice(before)
    .split('\n')
    .filter((line) => line.includes('"level":"error"'));
  expect(errors).toEqual([]);
  await expectUnharmed(server.url, ...bystanders);
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

function send({ method, path, headers, body, as }: FuzzedRequest, tokens: Tokens): Promise<Answer> {
  const token = tokens[as];
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port: server.port,
        // A server may close a connection after a refusal; a client that keeps it open must expect that, and this one does not.
        agent: false,
        method,
        path: path.replace(SOMEBODY, tokens.id),
        headers: {
          ...headers,
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body && { 'content-length': body.length }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode!,
            type: answer.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

interface Refusal {
  code: string;
  requestId: string;
  errors?: FieldError[];
}

/** GraphQL has no status of its own for these. */
const OUR_FAULT =
  /^(internal_error|service_unavailable|auth_backend_unavailable|rate_limiter_unavailable|hash_queue_full|draining)$/;

function expectRefusal(refusal: Refusal): void {
  expect(refusal).toMatchObject({
    code: expect.stringMatching(/^[a-z][a-z0-9_]+$/),
    requestId: expect.any(String),
  });
  expect(refusal.code).not.toMatch(OUR_FAULT);
  expect(JSON.stringify(refusal)).not.toMatch(/node_modules|\.[jt]s:\d+|SELECT |Prisma/);
  if (refusal.code !== 'validation_failed') return;
  expect(refusal.errors).not.toEqual([]);
  for (const error of refusal.errors!)
    expect(error).toEqual({
      path: expect.any(String),
      code: expect.stringMatching(/^[a-z0-9_]+$/),
      message: expect.any(String),
    });
}

function refusalsOfGraphql(body: string): Refusal[] {
  return ((JSON.parse(body) as GraphqlAnswer).errors ?? []).map(({ extensions }) => extensions);
}

/** Asks for everything that a field can answer. */
function queryFor({ name, args, type }: GraphQLField<unknown, unknown>, kind: string): string {
  const variables = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return `${kind} ${variables && `(${variables})`} { ${name}${given && `(${given})`} ${selection(type)} }`;
}

function selection(type: GraphQLField<unknown, unknown>['type']): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  return `{ ${Object.values(named.getFields())
    .map((field) => `${field.name} ${selection(field.type)}`)
    .join(' ')} }`;
}

function asSchema(type: GraphQLInputType): Schema {
  const named = getNamedType(type);
  if (isInputObjectType(named))
    return {
      properties: Object.fromEntries(
        Object.values(named.getFields()).map((field) => [field.name, asSchema(field.type)]),
      ),
    };
  return { type: { Int: 'integer', Boolean: 'boolean' }[named.name] ?? 'string' };
}
