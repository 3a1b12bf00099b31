import { describe, expect, it } from '@jest/globals';
import { AppError } from '../platform/errors/app-error.js';
import { type CallMove, hangupMove, move } from './call.machine.js';
import type { CallStatus } from './calls.protocol.js';

const MOVES: CallMove[] = ['answer', 'decline', 'busy', 'cancel', 'expire', 'move', 'hangup', 'lose'];

const LEGAL: [CallStatus, CallMove, string][] = [
  ['created', 'answer', 'active'],
  ['created', 'decline', 'ended declined'],
  ['created', 'busy', 'ended busy'],
  ['created', 'cancel', 'ended cancelled'],
  ['created', 'expire', 'ended missed'],
  ['created', 'lose', 'ended lost'],
  ['active', 'move', 'active'],
  ['active', 'hangup', 'ended hangup'],
  ['active', 'lose', 'ended lost'],
];

describe('move', () => {
  it.each(LEGAL)('%s + %s = %s', (status, what, expected) => {
    const { status: next, endReason } = move(status, what);
    expect([next, endReason].filter(Boolean).join(' ')).toBe(expected);
  });

  const illegal = (['created', 'active', 'ended'] as const).flatMap((status) =>
    MOVES.filter((what) => !LEGAL.some(([from, legal]) => from === status && legal === what)).map(
      (what) => [status, what] as const,
    ),
  );
  it.each(illegal)('%s refuses %s with a typed error', (status, what) => {
    const expected = { created: 'call_not_answered', active: 'call_answered_elsewhere', ended: 'call_ended' }[
      status
    ];
    expect(() => move(status, what)).toThrow(AppError);
    expect(() => move(status, what)).toThrow(expect.objectContaining({ code: expected, status: 409 }));
  });
});

describe('hangupMove', () => {
  it.each([
    ['created', true, 'cancel'],
    ['created', false, 'decline'],
    ['active', true, 'hangup'],
    ['active', false, 'hangup'],
  ] as const)('%s, caller %s: %s', (status, isCaller, expected) =>
    expect(hangupMove(status, isCaller)).toBe(expected),
  );
});
