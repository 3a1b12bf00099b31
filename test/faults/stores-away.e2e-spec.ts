/** Redis or PostgreSQL goes away under a running server and comes back: it says so, waits and recovers by itself. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, login } from '../support/client.js';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let redis: CuttableLink;
let database: CuttableLink;
let server: RunningServer;

beforeAll(async () => {
  const env = await stores();
  redis = await cuttableLink(env.REDIS_URL);
  database = await cuttableLink(env.DATABASE_URL);
  server = await startServer(
    { ...env, REDIS_URL: redis.url, DATABASE_URL: database.url },
    { name: 'stores-away', errorsExpected: true },
  );
});

afterAll(async () => {
  await server?.stop();
  await redis?.close();
  await database?.close();
});

const readiness = () => supertest(server.url).get('/api/health/ready');
const ready = () => eventually(readiness, ({ status }) => status === 200);

describe('while Redis is away', () => {
  test('health names it, and tokens are checked against PostgreSQL', async () => {
    const ana = await aUser('ana', server.url);
    redis.cut();

    const unready = await eventually(readiness, ({ status }) => status === 503);
    expect(unready.body).toMatchObject({ status: 'unavailable', redis: 'down', database: 'ok' });
    await supertest(server.url).get('/api/health/live').expect(200);
    await ana.rest.get('/api/auth/me').expect(200);
  });

  test('everything works again when it is back', async () => {
    redis.mend();
    await ready();
    const [ana, ben] = [await aUser('ana', server.url), await aUser('ben', server.url)];
    await ana.connect();
    await ben.connect();
    const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
    await ben.receives('call:incoming', (incoming) => incoming.call.id === call.id);
  });
});

describe('while PostgreSQL is away', () => {
  test('health names it, and a request that needs it is told to come back', async () => {
    const ana = await aUser('ana', server.url);
    database.cut();

    const unready = await eventually(readiness, ({ status }) => status === 503);
    expect(unready.body).toMatchObject({ status: 'unavailable', database: 'down', redis: 'ok' });
    const refused = await ana.rest.get('/api/users').expect(503);
    expect(refused.body).toMatchObject({ code: 'service_unavailable', retryable: true });
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.stringify(refused.body)).not.toMatch(/ECONN|prisma|127\.0\.0\.1/i);

    database.mend();
    await ready();
    expect((await login(server.url, ana.user.username)).user.id).toBe(ana.id);
  });
});
