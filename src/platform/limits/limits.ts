import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { Configuration } from '../config/configuration.js';
import { platformErrors } from '../errors/platform.errors.js';
import { Metrics } from '../metrics/metrics.js';
import { REDIS } from '../redis/redis.module.js';

/** `points` acts per `durationS` seconds and key. */
export interface Bucket {
  name: string;
  points: number;
  durationS: number;
}

/** Rate limits shared by every instance. Services ask, so that every door is under the same limit. */
@Injectable()
export class Limits {
  private readonly limiters = new Map<string, RateLimiterAbstract>();
  private readonly decisions;

  constructor(
    private readonly config: Configuration,
    @Inject(REDIS) private readonly redis: Redis | null,
    metrics: Metrics,
  ) {
    this.decisions = metrics.counter('rate_limit_decisions_total', 'Decisions of rate limits', [
      'bucket',
      'decision',
    ]);
    // Defines the limiter's Redis command now: a pipeline that is open while a command is defined does not know it.
    if (redis) new RateLimiterRedis({ storeClient: redis, points: 1, duration: 1 });
  }

  /**
   * Counts one act.
   * @throws rate_limited with `retryAfterMs`; rate_limiter_unavailable when nobody can count
   */
  async consume(bucket: Bucket, key: string): Promise<void> {
    if (this.config.rateLimitFactor === 0) return;
    try {
      await this.limiter(bucket).consume(key);
      this.decisions.inc({ bucket: bucket.name, decision: 'allowed' });
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes))
        throw platformErrors.rate_limiter_unavailable({ cause: refusal, retryAfterMs: 1000 });
      this.decisions.inc({ bucket: bucket.name, decision: 'refused' });
      throw platformErrors.rate_limited({ retryAfterMs: refusal.msBeforeNext });
    }
  }

  /** Whether the bucket is already empty, without counting. @throws as `consume` */
  async check(bucket: Bucket, key: string): Promise<void> {
    if (this.config.rateLimitFactor === 0) return;
    const limiter = this.limiter(bucket);
    const state = await limiter.get(key).catch((cause: unknown) => {
      throw platformErrors.rate_limiter_unavailable({ cause, retryAfterMs: 1000 });
    });
    if (state && state.consumedPoints >= limiter.points) {
      this.decisions.inc({ bucket: bucket.name, decision: 'refused' });
      throw platformErrors.rate_limited({ retryAfterMs: state.msBeforeNext });
    }
  }

  /** Forgets what was counted for a key. */
  async reset(bucket: Bucket, key: string): Promise<void> {
    if (this.config.rateLimitFactor !== 0) await this.limiter(bucket).delete(key);
  }

  private limiter(bucket: Bucket): RateLimiterAbstract {
    const known = this.limiters.get(bucket.name);
    if (known) return known;
    const points = Math.max(1, Math.round(bucket.points * this.config.rateLimitFactor));
    const options = {
      keyPrefix: `${this.config.redisPrefix}:limit:${bucket.name}`,
      points,
      duration: bucket.durationS,
    };
    const made = this.redis
      ? new RateLimiterRedis({ ...options, storeClient: this.redis })
      : new RateLimiterMemory(options);
    this.limiters.set(bucket.name, made);
    return made;
  }
}
