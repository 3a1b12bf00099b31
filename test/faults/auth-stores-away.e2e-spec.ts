/** Redis or PostgreSQL fails and comes back: no user gets in who should not, and none is signed out. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import { aUser, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { refusal } from '../support/rest.js';
import { type CuttableServer, cuttableServer } from './cuttable-server.js';

let server: CuttableServer;

beforeEach(async () => {
  server = await cuttableServer();
});

afterEach(() => server.stop());

const login = (name: string) =>
  supertest(server.url).post('/api/auth/login').send({ login: name, password: PASSWORD });

describe('without Redis', () => {
  test('PostgreSQL says who is signed in and who no longer is, also after Redis is back', async () => {
    const ana = await aUser('ana', server.url);
    const ben = await aUser('ben', server.url);
    const eve = await aUser('eve', server.url);
    await eve.rest.post('/api/auth/logout').expect(204);

    server.redis.cut();
    await server.readiness(503);
    await ana.rest.get('/api/auth/me').expect(200);
    expect((await refusal(eve.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
    await ben.rest.post('/api/auth/logout').expect(204);
    expect((await refusal(ben.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
    await ana.refresh();
    await login(ana.user.username).expect(200);

    server.redis.mend();
    await server.readiness(200);
    expect((await refusal(ben.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
    await ana.rest.get('/api/auth/me').expect(200);
    await login(ana.user.username).expect(200);
  });
});

describe('without PostgreSQL', () => {
  test('a registration leaves no half user, and the name is free afterwards', async () => {
    const username = `ana-${randomBytes(4).toString('hex')}`;
    const register = () =>
      supertest(server.url).post('/api/auth/register').send({ username, password: PASSWORD });
    server.postgres.cut();
    const problem = await refusal(register(), 503);
    expect(problem).toMatchObject({ retryable: true });
    expect(problem.retryAfterMs).toBeGreaterThan(0);

    server.postgres.mend();
    await server.readiness(200);
    await register().expect(201);
  });

  test('refreshing says try again, and the token still works then', async () => {
    const ana = await aUser('ana', server.url);
    server.postgres.cut();
    const problem = await refusal(
      supertest(server.url).post('/api/auth/refresh').send({ refreshToken: ana.refreshToken }),
      503,
    );
    expect(problem.retryable).toBe(true);
    server.postgres.mend();
    await server.readiness(200);
    await ana.refresh();
  });
});

test('without both, a good token is neither accepted nor refused', async () => {
  const ana = await aUser('ana', server.url);
  server.redis.cut();
  server.postgres.cut();
  expect(await refusal(ana.rest.get('/api/auth/me'), 503)).toMatchObject({
    code: 'auth_backend_unavailable',
    retryable: true,
  });
  expect((await refusal(ana.rest.get('/api/auth/session'), 503)).code).toBe('auth_backend_unavailable');
  expect((await refusal(login(ana.user.username), 503)).code).toBe('rate_limiter_unavailable');
  await expect(ana.connect()).rejects.toMatchObject({ retryable: true });

  server.redis.mend();
  server.postgres.mend();
  await server.readiness(200);
  await ana.rest.get('/api/auth/me').expect(200);
});

test('what an instance could not announce to the others, it announces later', async () => {
  const ana = await aUser('ana', server.url);
  await ana.connect();
  // As an instance leaves it that crashes between the commit and the event.
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  await client.query(
    `WITH ended AS (UPDATE sessions SET revoked_at = now(), revoke_reason = 'logout' WHERE user_id = $1 RETURNING id)
     INSERT INTO auth_outbox (session_id, user_id, reason, created_at) SELECT id, $1, 'logout', now() - interval '2 s' FROM ended`,
    [ana.id],
  );
  await expect(ana.receives('session:ended')).resolves.toMatchObject({ code: 'session_revoked' });
  expect((await refusal(ana.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
  const unsent = async () =>
    (
      await client.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM auth_outbox WHERE sent_at IS NULL',
      )
    ).rows[0]!.count;
  await eventually(unsent, (count) => count === 0);
  await client.end();
});
