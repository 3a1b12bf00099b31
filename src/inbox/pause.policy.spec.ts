import { expect, it } from '@jest/globals';
import { pauseAfter } from './pause.policy.js';

it.each([
  ['that was quick', 3, 200],
  ['that took its time', 100, 500],
  ['that hung with the database', 20_000, 2000],
  ['that hung for an hour', 3_600_000, 2000],
])('after a look-up %s', (_, tookMs, pauseMs) => expect(pauseAfter(tookMs)).toBe(pauseMs));
