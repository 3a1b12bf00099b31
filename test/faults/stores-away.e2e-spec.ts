/** Redis or PostgreSQL fails under a running server and comes back: it says so, waits and recovers by itself. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, login } from '../support/client.js';
import { type CuttableServer, cuttableServer } from './cuttable-server.js';

let server: CuttableServer;

beforeAll(async () => {
  server = await cuttableServer({}, { name: 'stores-away' });
});

afterAll(() => server?.stop());

describe('while Redis is away', () => {
  test('health names it, and tokens are checked against PostgreSQL', async () => {
    const ana = await aUser('ana', server.url);
    server.redis.cut();

    const unready = await server.readiness(503);
    expect(unready.body).toMatchObject({ status: 'unavailable', redis: 'down', database: 'ok' });
    await supertest(server.url).get('/api/health/live').expect(200);
    await ana.rest.get('/api/auth/me').expect(200);
  });

  test('everything works again when it is back', async () => {
    server.redis.mend();
    await server.readiness(200);
    const [ana, ben] = [await aUser('ana', server.url), await aUser('ben', server.url)];
    await ana.connect();
    await ben.connect();
    const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
    await ben.receives('call:incoming', (incoming) => incoming.call.id === call.id);
  });
});

describe('while PostgreSQL is away', () => {
  test('health names it, and a request that needs it is asked to come back', async () => {
    const ana = await aUser('ana', server.url);
    server.postgres.cut();

    const unready = await server.readiness(503);
    expect(unready.body).toMatchObject({ status: 'unavailable', database: 'down', redis: 'ok' });
    const refused = await ana.rest.get('/api/users').expect(503);
    expect(refused.body).toMatchObject({ code: 'service_unavailable', retryable: true });
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.stringify(refused.body)).not.toMatch(/ECONN|prisma|127\.0\.0\.1/i);

    server.postgres.mend();
    await server.readiness(200);
    expect((await login(server.url, ana.user.username)).user.id).toBe(ana.id);
  });
});
