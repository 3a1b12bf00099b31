/** A Redis that accepts connections and does not answer. It is waited for once, not by every request in turn. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PASSWORD } from '../support/client.js';
import { anIp, from, REAL_LIMITS, someone, tries } from '../support/crowd.js';
import { stores } from '../support/server.mjs';
import { type CuttableServer, cuttablePair } from './cuttable-server.js';
import { OwnRedis } from './redis.js';

/** More than fit into the time a test has, were each to wait for Redis. */
const MANY = 30;

let redis: OwnRedis;
let pair: [CuttableServer, CuttableServer];

beforeAll(async () => {
  redis = await OwnRedis.start();
  pair = await cuttablePair({ ...(await stores()), ...REAL_LIMITS, REDIS_URL: redis.url });
});

afterAll(async () => {
  redis?.thaw();
  await Promise.all(pair?.map((server) => server.stop()) ?? []);
  await redis?.kill();
});

const links = () => pair.map((server) => server.redis);

test.each<[string, () => unknown, () => unknown]>([
  ['stands still', () => redis.freeze(), () => redis.thaw()],
  [
    'is behind a link that holds everything',
    () => links().map((l) => l.freeze()),
    () => links().map((l) => l.mend()),
  ],
  ['is never reached', () => links().map((l) => l.swallow('requests')), () => links().map((l) => l.mend())],
  ['is never heard', () => links().map((l) => l.swallow('answers')), () => links().map((l) => l.mend())],
  ['is very slow', () => links().map((l) => l.delay(5000)), () => links().map((l) => l.mend())],
  [
    'holds writes back',
    () => redis.run('CLIENT', 'PAUSE', '600000', 'WRITE'),
    () => redis.run('CLIENT', 'UNPAUSE'),
  ],
])('a Redis that %s', async (_, hangs, mends) => {
  const people = await Promise.all(pair.map(({ url }) => someone(url)));
  // A user who signs in so often loses the oldest sessions.
  const visitors = await Promise.all(pair.map(({ url }) => someone(url)));
  await hangs();
  for (const server of pair) {
    const { body } = await server.readiness(503);
    expect(body).toMatchObject({ redis: 'down', database: 'ok' });
  }
  for (const [i, { url }] of pair.entries()) {
    const { username } = visitors[i]!.user;
    for (let n = 0; n < MANY; n += 1) await tries(url, username, PASSWORD).expect(200);
    for (let n = 0; n < MANY; n += 1) await people[i]!.rest.get('/api/auth/me').expect(200);
    await from(url, anIp(), 'guest', {}).expect(201);
    for (let n = 0; n < 5; n += 1)
      await expect(people[i]!.connect()).rejects.toMatchObject({
        code: 'service_unavailable',
        retryable: true,
        closeCode: 4503,
      });
  }
  await mends();
  for (const server of pair) await server.readiness(200);
  for (const person of people) await person.connect();
});
