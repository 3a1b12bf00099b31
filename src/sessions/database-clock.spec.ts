import { expect, it } from '@jest/globals';
import { DatabaseClock } from './database-clock.js';

const EPOCH = 1_800_000_000_000;

it('errs to the late side by no more than the answer took', () => {
  const clock = new DatabaseClock();
  const now = performance.now();
  clock.learn(now - 10, EPOCH + 4, now);
  const shown = clock.latestAt(now - 10).getTime() - EPOCH;
  expect(shown).toBeGreaterThanOrEqual(4);
  expect(shown).toBeLessThanOrEqual(10);
});

it('keeps the tightest answer', () => {
  const clock = new DatabaseClock();
  const now = performance.now();
  clock.learn(now - 1, EPOCH, now);
  const before = clock.latestAt(now).getTime();
  clock.learn(now - 50, EPOCH, now);
  expect(clock.latestAt(now).getTime()).toBeGreaterThanOrEqual(before);
  expect(clock.latestAt(now).getTime() - before).toBeLessThan(40);
});
