/** One suite for all stores that limits are counted in. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { loadConfiguration } from '../../src/platform/config/load-configuration.js';
import { Connections } from '../../src/platform/database/connections.js';
import { Database } from '../../src/platform/database/database.js';
import { applyMigrations } from '../../src/platform/database/migrations.js';
import { type Bucket, BucketCounter } from '../../src/platform/limits/bucket-counter.js';
import {
  type MakeCounter,
  memoryCounters,
  postgresCounters,
  redisCounters,
} from '../../src/platform/limits/limit-stores.js';
import { stores } from '../support/server.mjs';

const redis = new Redis(process.env.TEST_REDIS_URL!);
let database: Database;
let pool: Pool;
let prefix: string;

beforeAll(async () => {
  const connections = Connections.to(loadConfiguration(await stores()));
  const client = await connections.single();
  await applyMigrations(client, path.resolve('prisma/migrations'));
  await client.end();
  pool = connections.pool();
  database = new Database(pool);
});

beforeEach(() => {
  prefix = `ringline_test_${process.env.TEST_RUN_ID}_${randomUUID()}`;
});

afterAll(async () => {
  redis.disconnect();
  await database.$disconnect();
  await pool.end();
});

const backings: [string, () => MakeCounter][] = [
  ['memory', () => memoryCounters()],
  ['redis', () => redisCounters(redis, prefix)],
  ['postgres', () => postgresCounters(database)],
];

describe.each(backings)('%s', (_name, make) => {
  const counterOf = (bucket: Omit<Bucket, 'name'>) =>
    new BucketCounter(make(), { name: randomUUID(), ...bucket }, bucket.points);

  test('of a hundred acts at once as many pass as are left', async () => {
    const counter = counterOf({ points: 10, durationS: 900 });
    for (let i = 0; i < 9; i += 1) await counter.consume('ana');
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => counter.consume('ana')));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(1);
    expect(verdicts.filter((verdict) => !verdict.allowed && verdict.first)).toHaveLength(1);
  });

  test('of a hundred acts at once one passes the gate, and the key is closed for as long as it says', async () => {
    const counter = counterOf({ points: 10, durationS: 900, pausesS: [60, 120] });
    for (let i = 0; i < 9; i += 1) await counter.consume('ana');
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => counter.consume('ana')));
    expect(verdicts.filter(({ allowed }) => allowed)).toEqual([{ allowed: true, pauseS: 60 }]);
    for (const verdict of verdicts)
      if (!verdict.allowed) {
        expect(verdict.retryAfterMs).toBeGreaterThan(0);
        expect(verdict.retryAfterMs).toBeLessThanOrEqual(60_000);
      }
    await counter.reset('ana');
    expect(await counter.consume('ana')).toEqual({ allowed: true, pauseS: 0 });
  });

  test('no order of acts and resets lets more pass than there are points, and keys do not share', async () => {
    const keys = fc.constantFrom('ana', 'ANA', 'ana:1', '2001:db8:0:1::/64', '__proto__', "'; --", '%');
    const steps = fc.array(fc.record({ key: keys, reset: fc.nat(5).map((n) => n === 0) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (steps, points) => {
        const counter = counterOf({ points, durationS: 900 });
        const acts = new Map<string, number>();
        for (const { key, reset } of steps) {
          if (reset) await counter.reset(key);
          acts.set(key, reset ? 0 : (acts.get(key) ?? 0) + 1);
          if (!reset) expect((await counter.consume(key)).allowed).toBe(acts.get(key)! <= points);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('buckets do not share', async () => {
    const [one, other] = [counterOf({ points: 1, durationS: 900 }), counterOf({ points: 1, durationS: 900 })];
    expect((await one.consume('ana')).allowed).toBe(true);
    expect((await one.consume('ana')).allowed).toBe(false);
    expect((await other.consume('ana')).allowed).toBe(true);
  });

  test('counts without refusing', async () => {
    const counter = counterOf({ points: 1, durationS: 900 });
    for (const count of [1, 2, 3]) expect(await counter.count('ana')).toBe(count);
  });
});
