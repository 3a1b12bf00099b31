import { describe, expect, it } from '@jest/globals';
import { type Departure, departureOf, type Standing } from './departure.policy.js';

const there = { isGone: false, hasBlocked: false };
const gone = { isGone: true, hasBlocked: false };
const blocking = { isGone: false, hasBlocked: true };
const answering = { ...there, isSignedOut: false, isHidden: false };

const call = (changes: Partial<Standing>): Standing => ({
  status: 'created',
  callerId: 'ana',
  calleeId: 'ben',
  caller: there,
  callee: answering,
  calleeKnows: false,
  ...changes,
});

const CANCELLED: Departure = { command: 'cancel', endedBy: 'ana' };
const MISSED: Departure = { command: 'expire', endedBy: null };

describe('while it rings', () => {
  it.each<[string, Partial<Standing>, Departure | undefined]>([
    ['both are there', {}, undefined],
    ['the caller is gone', { caller: gone }, CANCELLED],
    ['the caller has blocked the callee', { caller: blocking }, CANCELLED],
    ['the callee no longer has an account', { callee: { ...answering, isGone: true } }, MISSED],
    ['nobody is left who could answer', { callee: { ...answering, isSignedOut: true } }, MISSED],
    [
      'the same, of somebody who appears offline',
      { callee: { ...answering, isSignedOut: true, isHidden: true } },
      { calleeOnly: 'missed' },
    ],
    [
      'the callee has blocked the caller',
      { callee: { ...answering, hasBlocked: true } },
      { calleeOnly: 'declined' },
    ],
    [
      'it was over for the callee before',
      { callee: { ...answering, hasBlocked: true, isSignedOut: true }, calleeKnows: true },
      undefined,
    ],
    [
      'it was, and now the account is gone',
      { callee: { ...answering, isGone: true }, calleeKnows: true },
      MISSED,
    ],
    ['it was, and now the caller is gone', { caller: gone, calleeKnows: true }, CANCELLED],
  ])('%s', (_name, changes, departure) => expect(departureOf(call(changes))).toEqual(departure));
});

describe('while it runs', () => {
  it.each<[string, Partial<Standing>, string | undefined]>([
    ['both are there', {}, undefined],
    ['the caller is gone', { caller: gone }, 'ana'],
    ['the callee is gone', { callee: { ...answering, isGone: true } }, 'ben'],
    ['the caller has blocked', { caller: blocking }, 'ana'],
    ['the callee has blocked', { callee: { ...answering, hasBlocked: true } }, 'ben'],
    ['another session of the callee has ended', { callee: { ...answering, isSignedOut: true } }, undefined],
  ])('%s', (_name, changes, endedBy) =>
    expect(departureOf(call({ status: 'active', ...changes }))).toEqual(
      endedBy && { command: 'hangup', endedBy },
    ),
  );
});

it('what has ended stays as it is', () =>
  expect(departureOf(call({ status: 'ended', caller: gone, callee: { ...answering, isGone: true } }))).toBe(
    undefined,
  ));
