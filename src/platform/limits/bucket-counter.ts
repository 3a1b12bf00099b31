import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { MakeCounter } from './limit-stores.js';

/** `points` acts per `durationS` seconds and key. */
export interface Bucket {
  /** Without colons; a label of metrics. */
  name: string;
  points: number;
  durationS: number;
  /**
   * Seconds. The last act that the bucket has closes the key for the first of these; then one more act is let through,
   * which closes it for the next, and so on (the last repeats). Everything expires `durationS` after a pause without acts.
   */
  pausesS?: readonly number[];
  /** Asked often and no loss when dropped: counted in Redis or else in this process, never in PostgreSQL. */
  hot?: true;
}

export type Verdict =
  | { allowed: true; /** How long the key is closed from now on; 0 when it is not. */ pauseS: number }
  | {
      allowed: false;
      retryAfterMs: number;
      /** No other refusal before it in this window or pause. */ first: boolean;
    };

/** One bucket in one store. Rejects only when the store cannot be asked. */
export class BucketCounter {
  private readonly acts: RateLimiterAbstract;
  /** Has one point while a key is blocked: the request that takes it is admitted. */
  private readonly gate?: RateLimiterAbstract;
  /** How often in a row a key was closed. */
  private readonly pauses?: RateLimiterAbstract;

  constructor(
    make: MakeCounter,
    private readonly bucket: Bucket,
    /** The bucket's, multiplied by RATE_LIMIT_FACTOR. */
    private readonly points: number,
  ) {
    this.acts = make(bucket.name, points, bucket.durationS);
    if (!bucket.pausesS) return;
    this.gate = make(`${bucket.name}_gate`, 1, bucket.pausesS[0]!);
    this.pauses = make(`${bucket.name}_pauses`, points, bucket.durationS);
  }

  /**
   * Counts first and decides by the count: of acts that come at once exactly as many pass as are left.
   * @param points how many the act takes; one where the bucket pauses
   */
  async consume(key: string, points = 1): Promise<Verdict> {
    const { consumedPoints, msBeforeNext } = await this.acts.penalty(key, points);
    if (this.gate && consumedPoints >= this.points) return this.passGate(key);
    if (consumedPoints <= this.points) return { allowed: true, pauseS: 0 };
    return { allowed: false, retryAfterMs: msBeforeNext, first: consumedPoints - points <= this.points };
  }

  /** Counts and refuses nothing. @returns how many acts there were in this window */
  async count(key: string): Promise<number> {
    return (await this.acts.penalty(key)).consumedPoints;
  }

  /** An act that is not to count after all. */
  async giveBack(key: string): Promise<void> {
    await this.acts.reward(key);
  }

  async reset(key: string): Promise<void> {
    await Promise.all([this.acts.delete(key), this.gate?.delete(key), this.pauses?.delete(key)]);
  }

  private async passGate(key: string): Promise<Verdict> {
    const pausesS = this.bucket.pausesS!;
    const before = (await this.pauses!.get(key))?.consumedPoints ?? 0;
    const pauseS = pausesS[Math.min(before, pausesS.length - 1)]!;
    const gate = await this.gate!.penalty(key, 1, { customDuration: pauseS });
    if (gate.consumedPoints > 1)
      return { allowed: false, retryAfterMs: gate.msBeforeNext, first: gate.consumedPoints === 2 };
    const expiresAfterS = pauseS + this.bucket.durationS;
    await this.pauses!.set(key, before + 1, expiresAfterS);
    await this.acts.set(key, this.points, expiresAfterS);
    return { allowed: true, pauseS };
  }
}
