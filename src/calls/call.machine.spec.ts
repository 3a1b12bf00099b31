import { describe, expect, it } from '@jest/globals';
import { AppError } from '../platform/errors/app-error.js';
import { type CallCommand, hangupCommand, transition } from './call.machine.js';
import type { CallStatus } from './calls.protocol.js';

const COMMANDS: CallCommand[] = [
  'answer',
  'decline',
  'busy',
  'cancel',
  'expire',
  'transfer',
  'hangup',
  'lose',
];

const LEGAL: [CallStatus, CallCommand, string][] = [
  ['created', 'answer', 'active'],
  ['created', 'decline', 'ended declined'],
  ['created', 'busy', 'ended busy'],
  ['created', 'cancel', 'ended cancelled'],
  ['created', 'expire', 'ended missed'],
  ['created', 'lose', 'ended lost'],
  ['active', 'transfer', 'active'],
  ['active', 'hangup', 'ended hangup'],
  ['active', 'lose', 'ended lost'],
];

describe('transition', () => {
  it.each(LEGAL)('%s + %s = %s', (status, command, expected) => {
    const { status: next, endReason } = transition(status, command);
    expect([next, endReason].filter(Boolean).join(' ')).toBe(expected);
  });

  const illegal = (['created', 'active', 'ended'] as const).flatMap((status) =>
    COMMANDS.filter((command) => !LEGAL.some(([from, legal]) => from === status && legal === command)).map(
      (command) => [status, command] as const,
    ),
  );
  it.each(illegal)('%s refuses %s with a typed error', (status, command) => {
    const expected = { created: 'call_not_answered', active: 'call_answered_elsewhere', ended: 'call_ended' }[
      status
    ];
    expect(() => transition(status, command)).toThrow(AppError);
    expect(() => transition(status, command)).toThrow(
      expect.objectContaining({ code: expected, status: 409 }),
    );
  });
});

describe('hangupCommand', () => {
  it.each([
    ['created', true, 'cancel'],
    ['created', false, 'decline'],
    ['active', true, 'hangup'],
    ['active', false, 'hangup'],
  ] as const)('%s, caller %s: %s', (status, isCaller, expected) =>
    expect(hangupCommand(status, isCaller)).toBe(expected),
  );
});
