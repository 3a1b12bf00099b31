import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Audit } from '../audit/audit.js';
import { Configuration } from '../config/configuration.js';
import { Database } from '../database/database.js';
import { platformErrors } from '../errors/platform.errors.js';
import { Metrics } from '../metrics/metrics.js';
import { REDIS } from '../redis/redis.module.js';
import { type Bucket, BucketCounter } from './bucket-counter.js';
import { type MakeCounter, memoryCounters, postgresCounters, redisCounters } from './limit-stores.js';

export type { Bucket } from './bucket-counter.js';

/**
 * Rate limits shared by every instance: in Redis; in PostgreSQL while Redis is unavailable or not configured; closed when both
 * are unavailable. Each store counts for itself, so a fail-over is worth one more bucket at most. Services consume points, so
 * that every transport is under the same limit.
 */
@Injectable()
export class Limits {
  private readonly buckets = new Map<string, [store: string, counter: BucketCounter][]>();
  private readonly kept: [string, MakeCounter][] = [];
  private readonly hot: [string, MakeCounter][];
  private readonly decisions;
  private readonly storeErrors;

  constructor(
    private readonly config: Configuration,
    @Inject(REDIS) redis: Redis | null,
    private readonly database: Database,
    private readonly audit: Audit,
    metrics: Metrics,
  ) {
    if (redis) this.kept.push(['redis', redisCounters(redis, config.stores.redisPrefix)]);
    this.hot = [...this.kept, ['memory', memoryCounters()]];
    this.kept.push(['postgres', postgresCounters(database)]);
    this.decisions = metrics.counter('rate_limit_decisions_total', 'Decisions of rate limits', [
      'bucket',
      'decision',
    ]);
    this.storeErrors = metrics.counter('rate_limit_store_errors_total', 'Stores that could not count', [
      'store',
    ]);
  }

  /**
   * Counts one act.
   * @param points how many of the bucket's points it takes
   * @returns for how many seconds the key is closed from now on, as `Bucket.pausesS` says; otherwise 0
   * @throws rate_limited with `retryAfterMs`; rate_limiter_unavailable when nobody can count
   */
  async consume(bucket: Bucket, key: string, points = 1): Promise<number> {
    if (this.config.auth.rateLimitFactor === 0) return 0;
    const verdict = await this.ask(bucket, (counter) => counter.consume(key, points));
    this.decisions.inc({ bucket: bucket.name, decision: verdict.allowed ? 'allowed' : 'refused' });
    if (verdict.allowed) return verdict.pauseS;
    if (verdict.first)
      this.audit.note({
        event: 'excess_rate_limit_exceeded',
        result: 'failure',
        reason: 'rate_limited',
        details: { bucket: bucket.name, key },
      });
    const { name, durationS } = bucket;
    throw platformErrors.rate_limited({
      retryAfterMs: verdict.retryAfterMs,
      limit: { name, points: this.scaled(bucket.points), durationS },
    });
  }

  /** Counts one act and refuses nothing. @returns how many there were in this window @throws rate_limiter_unavailable */
  async count(bucket: Bucket, key: string): Promise<number> {
    return this.config.auth.rateLimitFactor === 0 ? 0 : this.ask(bucket, (counter) => counter.count(key));
  }

  /** One act that was counted is not to count after all. */
  async giveBack(bucket: Bucket, key: string): Promise<void> {
    if (this.config.auth.rateLimitFactor !== 0) await this.ask(bucket, (counter) => counter.giveBack(key));
  }

  /** Resets the count of a key. An unavailable store keeps it until the window is over. */
  async reset(bucket: Bucket, key: string): Promise<void> {
    if (this.config.auth.rateLimitFactor === 0) return;
    await Promise.all(
      this.counters(bucket).map(([store, counter]) =>
        counter.reset(key).catch(() => this.storeErrors.inc({ store })),
      ),
    );
  }

  /** A number of acts multiplied by RATE_LIMIT_FACTOR; infinite when limits are off. */
  scaled(points: number): number {
    const factor = this.config.auth.rateLimitFactor;
    return factor === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(points * factor));
  }

  /** Windows in PostgreSQL that are over. */
  async deleteExpired(): Promise<void> {
    await this.database.upkeep.$executeRaw`DELETE FROM rate_limits WHERE expire < ${BigInt(Date.now())}`;
  }

  /** The first store that can answer does. */
  private async ask<T>(bucket: Bucket, question: (counter: BucketCounter) => Promise<T>): Promise<T> {
    let cause: unknown;
    for (const [store, counter] of this.counters(bucket))
      try {
        return await question(counter);
      } catch (error) {
        cause = error;
        this.storeErrors.inc({ store });
      }
    throw platformErrors.rate_limiter_unavailable({ cause, retryAfterMs: 1000 });
  }

  private counters(bucket: Bucket): [string, BucketCounter][] {
    const known = this.buckets.get(bucket.name);
    if (known) return known;
    const points = this.scaled(bucket.points);
    const stores = bucket.hot ? this.hot : this.kept;
    const made = stores.map(([store, make]): [string, BucketCounter] => [
      store,
      new BucketCounter(make, bucket, points),
    ]);
    this.buckets.set(bucket.name, made);
    return made;
  }
}
