import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { type Bucket, BucketCounter, type Verdict } from './bucket-counter.js';
import { memoryCounters } from './limit-stores.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const counterOf = (bucket: Bucket) => new BucketCounter(memoryCounters(), bucket, bucket.points);
const refused = (verdict: Verdict) => (verdict.allowed ? 0 : Math.ceil(verdict.retryAfterMs / 1000));

describe('points per window', () => {
  const bucket = { name: 'plain', points: 3, durationS: 60 };

  it('refuses what is beyond, distinguishes the first refusal from later ones, and begins anew', async () => {
    const counter = counterOf(bucket);
    for (let i = 0; i < 3; i += 1) expect(await counter.consume('ana')).toEqual({ allowed: true, pauseS: 0 });
    jest.advanceTimersByTime(20_000);
    expect(await counter.consume('ana')).toEqual({ allowed: false, retryAfterMs: 40_000, first: true });
    expect(await counter.consume('ana')).toEqual({ allowed: false, retryAfterMs: 40_000, first: false });
    jest.advanceTimersByTime(40_000);
    expect(await counter.consume('ana')).toEqual({ allowed: true, pauseS: 0 });
  });

  it('counts acts that take several points, and marks the refusal that went over the edge', async () => {
    const counter = counterOf(bucket);
    expect(await counter.consume('ana', 2)).toMatchObject({ allowed: true });
    expect(await counter.consume('ana', 5)).toMatchObject({ allowed: false, first: true });
    expect(await counter.consume('ana', 5)).toMatchObject({ allowed: false, first: false });
    expect(await counter.consume('ben', 3)).toMatchObject({ allowed: true });
  });

  it('holds for any order of acts, resets and waiting, for each key by itself', async () => {
    const keys = fc.constantFrom('ana', 'ben', 'ana:1', '2001:db8:0:1::/64', '__proto__');
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ kind: fc.constant('act' as const), key: keys }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const), key: keys }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(70_000) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const counter = counterOf(bucket);
        const windows = new Map<string, { endsAt: number; acts: number }>();
        for (const step of steps) {
          if (step.kind === 'wait') jest.advanceTimersByTime(step.ms);
          else if (step.kind === 'reset') {
            await counter.reset(step.key);
            windows.delete(step.key);
          } else {
            const known = windows.get(step.key);
            const window =
              known && known.endsAt > Date.now() ? known : { endsAt: Date.now() + 60_000, acts: 0 };
            windows.set(step.key, window);
            window.acts += 1;
            expect((await counter.consume(step.key)).allowed).toBe(window.acts <= bucket.points);
          }
        }
      }),
    );
  });
});

describe('with pauses', () => {
  const bucket = { name: 'pausing', points: 3, durationS: 100, pausesS: [10, 20, 40] };
  const begin = async () => {
    const counter = counterOf(bucket);
    await counter.consume('ana');
    await counter.consume('ana');
    return counter;
  };

  it('lets one act through after each pause, and the pauses grow', async () => {
    const counter = await begin();
    for (const pauseS of [10, 20, 40, 40, 40]) {
      expect(await counter.consume('ana')).toEqual({ allowed: true, pauseS });
      expect(refused(await counter.consume('ana'))).toBe(pauseS);
      jest.advanceTimersByTime(pauseS * 1000 - 1);
      expect((await counter.consume('ana')).allowed).toBe(false);
      jest.advanceTimersByTime(1);
    }
  });

  it('of many that come at once exactly one passes', async () => {
    const counter = await begin();
    for (const pauseS of [10, 20]) {
      const verdicts = await Promise.all(Array.from({ length: 100 }, () => counter.consume('ana')));
      expect(verdicts.filter(({ allowed }) => allowed)).toEqual([{ allowed: true, pauseS }]);
      expect(verdicts.filter((verdict) => !verdict.allowed && verdict.first)).toHaveLength(1);
      jest.advanceTimersByTime(pauseS * 1000);
    }
  });

  it('expires after a window without acts, not before', async () => {
    const counter = await begin();
    await counter.consume('ana');
    jest.advanceTimersByTime(10_000 + 99_999);
    expect(await counter.consume('ana')).toEqual({ allowed: true, pauseS: 20 });
    jest.advanceTimersByTime(20_000 + 100_000);
    for (const pauseS of [0, 0, 10]) expect(await counter.consume('ana')).toEqual({ allowed: true, pauseS });
  });

  it('a reset opens the key at once and makes pauses short again', async () => {
    const counter = await begin();
    await counter.consume('ana');
    await counter.reset('ana');
    for (const pauseS of [0, 0, 10]) expect(await counter.consume('ana')).toEqual({ allowed: true, pauseS });
  });
});
