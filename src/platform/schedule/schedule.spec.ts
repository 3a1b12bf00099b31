import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Log } from '../log/log.js';
import { Schedule, UNFINISHED } from './schedule.js';

const HOUR_MS = 3_600_000;
const complaints: string[] = [];
const log = { warn: (text: string) => complaints.push(text) } as unknown as Log;

let schedule: Schedule;

beforeEach(() => {
  jest.useFakeTimers();
  complaints.length = 0;
  schedule = new Schedule(log);
});

afterEach(() => {
  schedule.onModuleDestroy();
  jest.useRealTimers();
});

/** The result of the first turn, the number of turns within a minute, and the logged complaints. */
test.each<[string, () => unknown, number, number]>([
  ['is finished', () => undefined, 1, 0],
  ['fails', () => Promise.reject(new Error('away')), 2, 1],
  ['leaves something undone', () => Promise.resolve(UNFINISHED), 2, 0],
])('a turn that %s', async (_, first, turns, complained) => {
  let count = 0;
  const turn = schedule.every(HOUR_MS, 'it could not be done', () => (++count === 1 ? first() : undefined));
  await turn();
  await jest.advanceTimersByTimeAsync(60_000);
  expect([count, complaints.length]).toEqual([turns, complained]);
  await jest.advanceTimersByTimeAsync(HOUR_MS);
  expect(count).toBe(turns + 1);
});

test('nothing is tried again after the shutdown has begun', async () => {
  let count = 0;
  const turn = schedule.every(HOUR_MS, 'it could not be done', () => {
    count += 1;
    return UNFINISHED;
  });
  await turn();
  schedule.onModuleDestroy();
  await jest.advanceTimersByTimeAsync(2 * HOUR_MS);
  expect(count).toBe(1);
});
