import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import type { RedisClient } from '../redis/redis.client.js';
import { REDIS } from '../redis/redis.module.js';

const CHECK_TIMEOUT_MS = 2000;

export interface StoreStates {
  database: 'ok' | 'down';
  redis: 'ok' | 'down' | 'not_configured';
}

/** Whether the stores answer this instance now; Redis must also take writes. */
@Injectable()
export class StoreHealth {
  constructor(
    private readonly database: Database,
    @Inject(REDIS) private readonly redis: RedisClient | null,
    metrics: Metrics,
  ) {
    metrics.gaugeBy('store_up', 'Whether a store answers this instance (1) or not (0)', 'store', async () => {
      const states = Object.entries(await this.check()).filter(([, state]) => state !== 'not_configured');
      return Object.fromEntries(states.map(([store, state]) => [store, state === 'ok' ? 1 : 0]));
    });
  }

  async check(): Promise<StoreStates> {
    const [database, redis] = await Promise.all([
      answers(this.database.$queryRaw`SELECT 1`),
      this.redis ? answers(this.redis.write()) : ('not_configured' as const),
    ]);
    return { database, redis };
  }
}

async function answers(question: PromiseLike<unknown>): Promise<'ok' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'down'>(
    (resolve) => (timer = setTimeout(() => resolve('down'), CHECK_TIMEOUT_MS)),
  );
  const answer = Promise.resolve(question).then(
    () => 'ok' as const,
    () => 'down' as const,
  );
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
