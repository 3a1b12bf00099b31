import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
} from 'rate-limiter-flexible';
import type { Database } from '../database/database.js';

/** Makes the counters of one store; each counts by key, in windows of `durationS` that begin with the first act. */
export type MakeCounter = (name: string, points: number, durationS: number) => RateLimiterAbstract;

/** Shared by all instances. Counts in a script, so that concurrent requests are counted one by one. */
export function redisCounters(redis: Redis, prefix: string): MakeCounter {
  const make: MakeCounter = (name, points, duration) =>
    new RateLimiterRedis({ storeClient: redis, keyPrefix: `${prefix}:limit:${name}`, points, duration });
  // Defines the library's Redis command now: a pipeline that is open while a command is defined does not know it.
  make('', 1, 1);
  return make;
}

/** Shared by all instances, kept over restarts: table `rate_limits`, one upsert per act. */
export function postgresCounters(database: Database): MakeCounter {
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const rows = await database.$queryRawUnsafe<{ points: number; expire: bigint | null }[]>(
        text,
        ...values,
      );
      const plain = rows.map((row) => ({ ...row, expire: row.expire === null ? null : Number(row.expire) }));
      return { rows: plain, rowCount: plain.length };
    },
  };
  return (keyPrefix, points, duration) =>
    new RateLimiterPostgres({
      storeClient,
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points,
      duration,
    });
}

/** This process alone, until it ends. */
export function memoryCounters(): MakeCounter {
  return (keyPrefix, points, duration) => new RateLimiterMemory({ keyPrefix, points, duration });
}
