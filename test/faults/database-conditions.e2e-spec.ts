/**
 * Every PostgreSQL error that means "not now" is answered as that on every transport, and logged once, not with every request.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { query } from '../attacks/mint.js';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { codes, graphql } from '../support/graphql.js';
import { enter, say } from '../support/messages.js';
import { aRoom } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let server: RunningServer;
let databaseUrl: string;
let ana: Device;
let room: string;

beforeAll(async () => {
  const env = await stores();
  databaseUrl = env.DATABASE_URL;
  server = await startServer(env, { errorsExpected: true });
  ana = await aUser('ana', server.url);
  room = (await aRoom(ana)).slug;
  await enter(ana, room);
  await query(databaseUrl, 'CREATE TABLE fault (code text)');
  await query(
    databaseUrl,
    `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
       DECLARE given text := (SELECT code FROM public.fault);
       BEGIN IF given IS NOT NULL THEN RAISE EXCEPTION 'it says' USING ERRCODE = given; END IF; RETURN NULL; END $$`,
  );
  for (const table of ['users', 'messages', 'rooms'])
    await query(
      databaseUrl,
      `CREATE TRIGGER fail BEFORE INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION fail()`,
    );
});

async function saying(code: string): Promise<void> {
  await query(databaseUrl, 'DELETE FROM fault');
  await query(databaseUrl, 'INSERT INTO fault VALUES ($1)', [code]);
}

const register = () => supertest(server.url).post('/api/auth/register').send(account());
const account = () => ({ username: `u${randomUUID().slice(0, 12)}`, password: PASSWORD });

const NOT_NOW = [
  ...['08000', '08006', '25006', '40001', '40P01', '53100', '53200', '53300', '53400', '55P03', '57014'],
  ...['57P01', '57P02', '57P03', '58000', '58030'],
];

describe.each(NOT_NOW)('%s', (code) => {
  beforeAll(() => saying(code));
  const refused = { code: 'service_unavailable', retryable: true, retryAfterMs: expect.any(Number) };

  test('over REST, from a statement of ours', async () => {
    const { status, body } = await register();
    expect({ status, body }).toMatchObject({ status: 503, body: refused });
  });

  test('over REST, from a statement of Prisma', async () => {
    const { status, body } = await ana.rest.post('/api/chat/rooms').send({ name: 'x', kind: 'public' });
    expect({ status, body }).toMatchObject({ status: 503, body: refused });
  });

  test('over a socket', () => expect(say(ana, room, 'x')).rejects.toMatchObject(refused));

  test('over GraphQL', async () => {
    const mutation = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }';
    expect(codes(await graphql(server.url, mutation, { input: account() }))).toEqual(['service_unavailable']);
  });
});

test.each(['22001', '23514', 'XX000'])('%s is a fault of ours', async (code) => {
  await saying(code);
  const { status } = await register();
  expect(status).toBe(500);
});

test('what passes is logged once, however many ask', async () => {
  await saying('53000');
  const lines = () => server.log().split('"condition":"53000"').length - 1;
  await register().expect(503);
  expect(lines()).toBe(1);
  await Promise.all(Array.from({ length: 20 }, () => register().expect(503)));
  expect(lines()).toBe(1);
});
