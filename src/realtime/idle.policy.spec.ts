import { expect, test } from '@jest/globals';
import {
  idleTimeoutMs,
  type IdleTimeouts,
  type Slot,
  shortestIdleTimeoutMs,
  sweepEveryMs,
} from './idle.policy.js';

const timeouts = (presence: number, chat: number, inbox: number, guest: number): IdleTimeouts => ({
  presenceIdleTimeoutS: presence,
  chatIdleTimeoutS: chat,
  inboxIdleTimeoutS: inbox,
  guestIdleTimeoutS: guest,
});

test.each<[Slot, boolean, number]>([
  ['presence', false, 60_000],
  ['chat', false, Number.POSITIVE_INFINITY],
  ['inbox', false, 600_000],
  ['presence', true, 60_000],
  ['chat', true, 300_000],
  ['inbox', true, 300_000],
])('%s, guest: %s: %d ms', (place, isGuest, expected) =>
  expect(idleTimeoutMs(timeouts(60, 0, 600, 300), place, isGuest)).toBe(expected),
);

test('a client reckons with the shortest of its own', () => {
  expect(shortestIdleTimeoutMs(timeouts(0, 90, 60, 30), false)).toBe(60_000);
  expect(shortestIdleTimeoutMs(timeouts(0, 90, 60, 30), true)).toBe(30_000);
  expect(shortestIdleTimeoutMs(timeouts(0, 0, 0, 30), false)).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  [timeouts(0, 0, 0, 0), Number.POSITIVE_INFINITY],
  [timeouts(1, 0, 0, 0), 250],
  [timeouts(0, 0, 20, 0), 5000],
  [timeouts(0, 0, 0, 3600), 15_000],
])('%o is looked after every %d ms', (given, expected) => expect(sweepEveryMs(given)).toBe(expected));
