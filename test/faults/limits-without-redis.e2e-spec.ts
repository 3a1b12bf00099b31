/** The stores that limits are counted in go away one after the other: the next one counts, and without any nobody gets in. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { PASSWORD } from '../support/client.js';
import { anIp, from, REAL_LIMITS, someone, tries } from '../support/crowd.js';
import { refusal } from '../support/rest.js';
import { type CuttableServer, cuttableServer } from './cuttable-server.js';

let server: CuttableServer;

beforeEach(async () => {
  server = await cuttableServer(REAL_LIMITS);
});

afterEach(() => server.stop());

const wrong = async (login: string, times: number) => {
  for (let i = 0; i < times; i += 1) await tries(server.url, login, `wrong ${i}`).expect(401);
};
const metric = async (line: string) => {
  const { text } = await supertest(server.url).get('/metrics').expect(200);
  return Number(
    text
      .split('\n')
      .find((row) => row.startsWith(`${line} `))
      ?.split(' ')[1] ?? 0,
  );
};

test('while Redis is away PostgreSQL counts; the two together are worth two buckets and no more', async () => {
  const ana = await someone(server.url);
  const ben = await someone(server.url, 'ben');
  const eve = await someone(server.url, 'eve');
  const { username } = ana.user;
  await wrong(username, 5);

  server.redis.cut();
  await server.readiness(503);
  await tries(server.url, ben.user.username, PASSWORD).expect(200);
  await wrong(username, 10);
  expect((await refusal(tries(server.url, username, PASSWORD), 429)).code).toBe('rate_limited');
  const ip = anIp();
  for (let i = 0; i < 30; i += 1) await from(server.url, ip, 'guest', {}).expect(201);
  await from(server.url, ip, 'guest', {}).expect(429);
  const registration = { username: `zoe-${randomBytes(4).toString('hex')}`, password: PASSWORD };
  await from(server.url, anIp(), 'register', registration).expect(201);
  await ana.refresh();
  await eve.rest.post('/api/auth/logout').expect(204);
  expect(await metric('rate_limit_store_errors_total{store="redis"}')).toBeGreaterThan(0);
  expect(await metric('rate_limit_store_errors_total{store="postgres"}')).toBe(0);

  server.redis.mend();
  await server.readiness(200);
  await wrong(username, 5);
  expect((await refusal(tries(server.url, username, PASSWORD), 429)).code).toBe('rate_limited');

  server.redis.cut();
  await server.readiness(503);
  expect((await refusal(tries(server.url, username, PASSWORD), 429)).code).toBe('rate_limited');
  expect(await metric('rate_limit_decisions_total{bucket="login_account",decision="refused"}')).toBe(3);
});

test('a success while both are there clears both', async () => {
  const ana = await someone(server.url);
  server.redis.cut();
  await server.readiness(503);
  await wrong(ana.user.username, 9);
  server.redis.mend();
  await server.readiness(200);
  await wrong(ana.user.username, 9);
  await tries(server.url, ana.user.username, PASSWORD).expect(200);
  server.redis.cut();
  await server.readiness(503);
  await wrong(ana.user.username, 9);
  await tries(server.url, ana.user.username, PASSWORD).expect(200);
});

test('without both nobody gets in, and everybody is asked to come back', async () => {
  const ana = await someone(server.url);
  const username = `zoe-${randomBytes(4).toString('hex')}`;
  const doors: [string, object][] = [
    ['login', { login: ana.user.username, password: PASSWORD }],
    ['register', { username, password: PASSWORD }],
    ['guest', {}],
  ];
  server.redis.cut();
  server.postgres.cut();
  for (const [door, body] of doors) {
    const problem = await refusal(from(server.url, anIp(), door, body), 503);
    expect(problem).toMatchObject({ code: 'rate_limiter_unavailable', retryable: true });
    expect(problem.retryAfterMs).toBeGreaterThan(0);
  }
  expect(await metric('rate_limit_store_errors_total{store="postgres"}')).toBeGreaterThan(0);

  server.redis.mend();
  server.postgres.mend();
  await server.readiness(200);
  await from(server.url, anIp(), 'login', doors[0]![1]).expect(200);
  await from(server.url, anIp(), 'register', doors[1]![1]).expect(201);
});
