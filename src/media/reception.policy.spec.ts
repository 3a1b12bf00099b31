import { describe, expect, it } from '@jest/globals';
import { faultOfPace, slowest } from './reception.policy.js';

const LIMITS = { stallMs: 15_000, minBytesPerS: 4096 };

describe('an upload on its way in', () => {
  it.each([
    ['has just begun', { startedAt: 0, lastAt: 0, bytes: 0 }, 1000, undefined],
    ['sends 200 kbit/s', { startedAt: 0, lastAt: 60_000, bytes: 1_500_000 }, 60_100, undefined],
    ['sends just enough', { startedAt: 0, lastAt: 20_000, bytes: 81_920 }, 20_000, undefined],
    ['sends too little', { startedAt: 0, lastAt: 20_000, bytes: 81_900 }, 20_000, 'upload_too_slow'],
    ['sends too little, but has just begun', { startedAt: 0, lastAt: 9000, bytes: 10 }, 9001, undefined],
    ['pauses in a tunnel', { startedAt: 0, lastAt: 20_000, bytes: 1_000_000 }, 34_000, undefined],
    ['never came out', { startedAt: 0, lastAt: 20_000, bytes: 1_000_000 }, 35_001, 'upload_stalled'],
    ['never began', { startedAt: 0, lastAt: 0, bytes: 0 }, 15_001, 'upload_stalled'],
  ])('%s', (_what, pace, now, fault) => expect(faultOfPace(pace, now, LIMITS)).toBe(fault));

  it('may be as slow as it likes where there is no least rate', () =>
    expect(
      faultOfPace({ startedAt: 0, lastAt: 99_000, bytes: 1 }, 100_000, { ...LIMITS, minBytesPerS: 0 }),
    ).toBeUndefined());
});

describe('the upload that makes room', () => {
  const pace = (name: string, startedAt: number, bytes: number) => ({ name, startedAt, lastAt: 0, bytes });

  it.each([
    ['the slowest', [pace('a', 0, 500), pace('b', 0, 400), pace('c', 0, 600)], 'b'],
    ['by its rate, not its bytes', [pace('a', 10_000, 400), pace('b', 0, 500)], 'b'],
    ['one that has just begun does not', [pace('new', 18_000, 0), pace('a', 0, 900)], 'a'],
    ['nobody, where all have just begun', [pace('new', 18_000, 0)], undefined],
  ])('%s', (_what, paces, name) => expect(slowest(paces, 20_000)?.name).toBe(name));
});
