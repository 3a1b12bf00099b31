/** A restarted server, also one without Redis, goes on counting where it was. */
import { beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { PASSWORD } from '../support/client.js';
import { REAL_LIMITS, someone, tries } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { embeddedStores, startServer, stopServers, stores } from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

test.each([
  ['with Redis', async () => stores()],
  ['without Redis', async () => ({ ...(await stores()), REDIS_URL: '' })],
  ['on the embedded default', async () => embeddedStores()],
])('an account stays closed, %s', async (_where, environment) => {
  const env: Record<string, string> = { ...(await environment()), ...REAL_LIMITS };
  const before = await startServer(env);
  const ana = await someone(before.url);
  const ben = await someone(before.url, 'ben');
  for (let i = 0; i < 10; i += 1) await tries(before.url, ana.user.username, `wrong ${i}`).expect(401);
  await before.stop();

  const after = await startServer(env);
  await tries(after.url, ana.user.username, PASSWORD).expect(429);
  await tries(after.url, ben.user.username, PASSWORD).expect(200);
  await after.stop();
});

test('windows that are over are swept out of the database', async () => {
  const env = { ...(await stores()), ...REAL_LIMITS, REDIS_URL: '' };
  const before = await startServer(env);
  await tries(before.url, 'nobody-of-that-name', 'wrong').expect(401);
  await before.stop();
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  const keys = async () =>
    (await client.query<{ key: string }>('SELECT key FROM rate_limits ORDER BY key')).rows.map(
      ({ key }) => key,
    );
  const living = await keys();
  expect(living.length).toBeGreaterThan(0);
  await client.query(`INSERT INTO rate_limits (key, points, expire) VALUES ('over', 3, $1)`, [
    Date.now() - 1000,
  ]);

  await startServer(env);
  expect(await eventually(keys, (left) => !left.includes('over'))).toEqual(living);
  await client.end();
});
