import { expect, test } from '@jest/globals';
import { idleTimeoutMs, sweepEveryMs } from './idle.policy.js';

test.each<[number[], number]>([
  [[60], 60_000],
  [[0], Number.POSITIVE_INFINITY],
  [[60, 300], 60_000],
  [[600, 300], 300_000],
  [[0, 300], 300_000],
  [[0, 0], Number.POSITIVE_INFINITY],
  [[], Number.POSITIVE_INFINITY],
])('of timeouts of %j s the shortest counts: %d ms', (timeoutsS, expected) =>
  expect(idleTimeoutMs(timeoutsS)).toBe(expected),
);

test.each<[number[], number]>([
  [[0, 0, 0, 0], Number.POSITIVE_INFINITY],
  [[1, 0, 0, 0], 250],
  [[0, 0, 20, 0], 5000],
  [[0, 0, 0, 3600], 15_000],
])('of %j s is looked after every %d ms', (timeoutsS, expected) =>
  expect(sweepEveryMs(timeoutsS)).toBe(expected),
);
