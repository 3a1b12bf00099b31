/** One suite for both backings of the revocation list. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type RevocationList, type RevocationTruth } from '../../src/sessions/revocation/revocation-list.js';
import { MemoryRevocationList } from '../../src/sessions/revocation/revocation-list.memory.js';
import { RedisRevocationList } from '../../src/sessions/revocation/revocation-list.redis.js';
import { loadConfiguration } from '../../src/platform/config/load-configuration.js';
import { Log } from '../../src/platform/log/log.js';
import { eventually } from '../support/eventually.js';

/** Stands for PostgreSQL: the committed revocations. */
class Committed implements RevocationTruth {
  readonly sessions = new Set<string>();
  asked = 0;

  async isRevoked(sessionId: string): Promise<boolean> {
    this.asked += 1;
    return this.sessions.has(sessionId);
  }

  async findRevokedSince(): Promise<string[]> {
    return [...this.sessions];
  }
}

const redis = new Redis(process.env.TEST_REDIS_URL!);
const log = new Log(loadConfiguration({ NODE_ENV: 'test', LOG_LEVEL: 'error' }));
let truth: Committed;
let prefix: string;

beforeEach(() => {
  truth = new Committed();
  prefix = `ringline_test_${process.env.TEST_RUN_ID}_${randomUUID()}`;
});

afterAll(() => redis.disconnect());

const backings: [string, () => Promise<RevocationList>][] = [
  ['memory', () => new MemoryRevocationList(truth, 60).load()],
  ['redis', async () => new RedisRevocationList(redis, prefix, truth, 60, log)],
];

describe.each(backings)('%s', (_name, make) => {
  test('a session that was added is revoked, another is not', async () => {
    const list = await make();
    const [ended, living] = [randomUUID(), randomUUID()];
    truth.sessions.add(ended);
    await list.add([ended]);
    expect(await list.has(ended)).toBe(true);
    expect(await list.has(living)).toBe(false);
  });

  test('what was revoked before the start is known', async () => {
    const ended = randomUUID();
    truth.sessions.add(ended);
    const list = await make();
    expect(await list.has(ended)).toBe(true);
  });

  test('adding twice, or nothing, does no harm', async () => {
    const list = await make();
    const ended = randomUUID();
    await list.add([]);
    await list.add([ended, ended]);
    truth.sessions.add(ended);
    expect(await list.has(ended)).toBe(true);
  });

  test('the truth is not asked for every request', async () => {
    const list = await make();
    const living = randomUUID();
    const asks = async () => {
      const before = truth.asked;
      await list.has(living);
      return truth.asked - before;
    };
    await eventually(asks, (count) => count === 0);
  });
});

test('redis comes back empty: the truth answers, and the list is rebuilt', async () => {
  const list = new RedisRevocationList(redis, prefix, truth, 60, log);
  const ended = randomUUID();
  truth.sessions.add(ended);
  await list.add([ended]);
  await eventually(
    () => redis.exists(`${prefix}:revoked:complete`),
    (exists) => exists === 1 || (void list.has(ended), false),
  );

  await redis.del(`${prefix}:revoked:complete`, `${prefix}:revoked:sid:${ended}`);

  expect(await list.has(ended)).toBe(true);
  await eventually(
    () => redis.exists(`${prefix}:revoked:sid:${ended}`),
    (exists) => exists === 1,
  );
});

test('entries do not stay for ever', async () => {
  const list = new RedisRevocationList(redis, prefix, truth, 60, log);
  const ended = randomUUID();
  await list.add([ended]);
  const ttl = await redis.ttl(`${prefix}:revoked:sid:${ended}`);
  expect(ttl).toBeGreaterThan(0);
  expect(ttl).toBeLessThanOrEqual(60);
});
