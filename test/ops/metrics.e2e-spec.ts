/** The metrics that Prometheus reads, after users have used the server. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import { aGuest, aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { scrape, total } from './scrape.js';

describe('GET /metrics', () => {
  let env: Awaited<ReturnType<typeof stores>>;
  let server: RunningServer;
  let database: pg.Client;

  beforeAll(async () => {
    env = await stores();
    server = await startServer(env, { name: 'metrics' });
    database = new pg.Client({ connectionString: env.DATABASE_URL });
    await database.connect();
  });

  afterAll(async () => {
    await database.end();
    await server.stop();
  });

  const value = async (name: string, labels?: Record<string, string>) =>
    total(await scrape(server.url), name, labels);

  it('counts living sockets of members and of guests, and why they ended', async () => {
    const [ana, ben] = [await aUser('ana', server.url), await aUser('ben', server.url)];
    const guest = await aGuest('Gil', server.url);
    for (const device of [ana, ben, guest]) await device.connect();
    expect(await value('ws_connections', { auth: 'member' })).toBe(2);
    expect(await value('ws_connections', { auth: 'guest' })).toBe(1);

    await ana.rest.post('/api/auth/logout').expect(204);
    ben.disconnect();
    for (const reason of ['session_revoked', 'client namespace disconnect'])
      await eventually(
        () => value('ws_disconnect_total', { reason }),
        (count) => count === 1,
      );
    expect(await value('ws_connections')).toBe(1);
    guest.disconnect();
  });

  it('counts the sessions that live in the whole deployment', async () => {
    const [ana] = [await aUser('ana', server.url), await aUser('ben', server.url)];
    await ana.rest.post('/api/auth/logout').expect(204);
    // One that nobody has scraped yet, since the count is kept for a minute.
    const another = await startServer(env, { name: 'metrics-another' });
    const count = await eventually(
      async () => total(await scrape(another.url), 'auth_sessions_active'),
      (sessions) => sessions >= 0,
    );
    const { rows } = await database.query<{ living: number }>(
      'SELECT count(*)::int AS living FROM sessions WHERE revoked_at IS NULL',
    );
    expect(count).toBe(rows[0]!.living);
    expect(count).toBeGreaterThan(0);
    await another.stop();
  });

  it('counts living sessions of an account that was re-keyed or shut behind their back', async () => {
    const [ana, ben] = [await aUser('ana', server.url), await aUser('ben', server.url)];
    await database.query('UPDATE users SET credential_version = credential_version + 1 WHERE id = $1', [
      ana.id,
    ]);
    await database.query(`UPDATE users SET account_status = 'blocked' WHERE id = $1`, [ben.id]);
    for (const { refreshToken } of [ana, ben])
      await supertest(server.url).post('/api/auth/refresh').send({ refreshToken }).expect(401);
    expect(await value('auth_flow_inconsistency_total', { flow: 'refresh' })).toBe(2);
  });

  it('counts sockets that only the sweep found to be without a session', async () => {
    const ana = await aUser('ana', server.url);
    await ana.connect();
    await database.query(
      `UPDATE sessions SET revoked_at = now() - interval '10 seconds' WHERE user_id = $1`,
      [ana.id],
    );
    await eventually(
      () => value('auth_flow_inconsistency_total', { flow: 'sweep' }),
      (count) => count === 1,
    );
  });

  it('counts requests by route and code, and never by what was asked for', async () => {
    await supertest(server.url).get('/api/auth/me').expect(401);
    await supertest(server.url).get('/api/calls/3b0e0a94-4f0e-4b7e-9d52-0a5a3a1d6f11').expect(401);
    await supertest(server.url).get('/no/such/place').expect(404);
    expect(
      await value('http_requests_total', {
        method: 'GET',
        route: '/api/auth/me',
        status: '401',
        code: 'token_missing',
      }),
    ).toBe(1);
    expect(await value('http_requests_total', { route: '/api/calls/:id', status: '401' })).toBe(1);
    expect(await value('http_requests_total', { code: 'not_found' })).toBe(1);
    const labels = (await scrape(server.url)).flatMap((sample) => Object.values(sample.labels));
    expect(labels.filter((label) => /[0-9a-f]{8}-[0-9a-f]{4}|no\/such/.test(label))).toEqual([]);
  });

  it('says which store answers', async () => {
    expect(await value('store_up', { store: 'database' })).toBe(1);
    expect(await value('store_up', { store: 'redis' })).toBe(1);
  });
});
