import type { Bucket } from '../../platform/limits/limits.js';

/** The bucket that counts attempts to connect by IP address. */
export const CONNECTS_BUCKET = 'socket-connect';

/** Beyond the limit of their IP address, for each connection that was lost with an instance. */
export const TRIES_TO_RETURN = 3;

/** A part of the user's limit, so that one device in a loop leaves some to the others. */
const SHARE_OF_A_SESSION = 2 / 3;

/** Limits on connection attempts, by IP address, by user and by session. */
export function connectBuckets(settings: { connectsPerIp: number; connectsPerUser: number }): {
  byIp: Bucket;
  byUser: Bucket;
  bySession: Bucket;
  /** Clients that come back to another instance; counted only, see `TRIES_TO_RETURN`. */
  returning: Bucket;
} {
  const bucket = (name: string, points: number): Bucket => ({ name, points, durationS: 60, hot: true });
  return {
    byIp: bucket(CONNECTS_BUCKET, settings.connectsPerIp),
    byUser: bucket(`${CONNECTS_BUCKET}-user`, settings.connectsPerUser),
    bySession: bucket(`${CONNECTS_BUCKET}-session`, Math.ceil(settings.connectsPerUser * SHARE_OF_A_SESSION)),
    returning: bucket(`${CONNECTS_BUCKET}-returning`, settings.connectsPerIp),
  };
}

/**
 * Limits of sockets; multiplied by RATE_LIMIT_FACTOR: events per second and burst of one connection; violations until it is
 * disconnected.
 */
export const EVENTS = { perSecond: 20, burst: 40 } as const;
/** The hot event comes in bursts, as ICE trickles: its own, wider allowance. */
export const HOT_EVENTS = { perSecond: 100, burst: 300 } as const;
export const MAX_VIOLATIONS = 5;

/** The last warning before a token expires, and how long an expired one may still be refreshed. */
export const EXPIRY_WARNING_MS = 60_000;
export const EXPIRY_GRACE_MS = 25_000;

/** A token bucket in memory: refilled by time, no timers (one per connection and kind). */
export class TokenBucket {
  private tokens: number;
  private at = 0;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  /** @param nowMs `monotonicMs()` @returns 0 when the act is allowed, otherwise milliseconds until it would be */
  take(nowMs: number): number {
    if (this.at !== 0)
      this.tokens = Math.min(this.burst, this.tokens + ((nowMs - this.at) * this.perSecond) / 1000);
    this.at = nowMs;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.tokens) * 1000) / this.perSecond);
  }
}
