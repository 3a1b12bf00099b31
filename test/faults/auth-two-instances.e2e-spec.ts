/** Two instances on the same stores: keys, refreshes and revocations agree. */
import { beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { answer, refusal } from '../support/rest.js';
import { startServer, stopServers, stores } from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

const keys = async (url: string) => (await supertest(url).get('/.well-known/jwks.json').expect(200)).text;

test('two that start at once on an empty database sign with one key', async () => {
  const env = await stores();
  // The migrations first: they have a test of their own.
  await (await startServer(env)).stop();
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  await client.query('DELETE FROM signing_keys');
  await client.end();

  const [a, b] = await Promise.all([startServer(env), startServer(env)]);

  expect(await keys(a.url)).toBe(await keys(b.url));
  const ana = await aUser('ana', a.url);
  await ana.at(b.url).rest.get('/api/auth/me').expect(200);
});

test('refreshes that wait for one another on two instances get the same successor', async () => {
  const env = await stores();
  const [a, b] = [await startServer(env), await startServer(env)];
  const ana = await aUser('ana', a.url);
  const refresh = (url: string) =>
    supertest(url).post('/api/auth/refresh').send({ refreshToken: ana.refreshToken });
  const lock = await locked(env.DATABASE_URL, ana.id);

  const answers = Promise.all([a, b, a, b].map(({ url }) => answer<SignedIn>(refresh(url))));
  await eventually(lock.waiting, (count) => count === 4);
  await lock.release();

  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set((await answers).map(({ body }) => body.refreshToken)).size).toBe(1);
  expect((await refusal(refresh(b.url), 401)).code).toBe('refresh_token_reused');
});

test('a session locked for long: try again later, the token is not used up', async () => {
  const env = await stores();
  const server = await startServer(env);
  const ana = await aUser('ana', server.url);
  const lock = await locked(env.DATABASE_URL, ana.id);

  const refresh = supertest(server.url).post('/api/auth/refresh').send({ refreshToken: ana.refreshToken });
  expect(await refusal(refresh, 409)).toMatchObject({
    code: 'refresh_in_progress',
    retryable: true,
    retryAfterMs: 1000,
  });

  await lock.release();
  await ana.refresh();
});

/** Locks a user's session, and counts the transactions that wait for it. */
async function locked(databaseUrl: string, userId: string) {
  const holder = new pg.Client({ connectionString: databaseUrl });
  // Within a transaction the statistics stand still.
  const watcher = new pg.Client({ connectionString: databaseUrl });
  await Promise.all([holder.connect(), watcher.connect()]);
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM sessions WHERE user_id = $1 FOR UPDATE', [userId]);
  return {
    waiting: async () => {
      const { rows } = await watcher.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows[0]!.count;
    },
    release: async () => {
      await holder.query('COMMIT');
      await Promise.all([holder.end(), watcher.end()]);
    },
  };
}
