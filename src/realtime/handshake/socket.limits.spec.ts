import { describe, expect, it } from '@jest/globals';
import { TokenBucket } from './socket.limits.js';

describe('TokenBucket', () => {
  it('allows the burst, then refuses with the time to wait', () => {
    const bucket = new TokenBucket(20, 3);
    expect([1, 2, 3].map(() => bucket.take(1000))).toEqual([0, 0, 0]);
    expect(bucket.take(1000)).toBe(50);
  });

  it('refills with time, never above the burst', () => {
    const bucket = new TokenBucket(10, 2);
    bucket.take(1000);
    bucket.take(1000);
    expect(bucket.take(1100)).toBe(0);
    expect(bucket.take(1100)).toBe(100);
    expect([bucket.take(60_000), bucket.take(60_000)]).toEqual([0, 0]);
    expect(bucket.take(60_000)).toBeGreaterThan(0);
  });
});
