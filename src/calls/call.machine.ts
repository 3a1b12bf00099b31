import type { AppError } from '../platform/errors/app-error.js';
import { callsErrors } from './calls.errors.js';
import type { CallEndReason, CallStatus } from './calls.protocol.js';

/** The commands that change a call. */
export type CallCommand =
  'answer' | 'decline' | 'busy' | 'cancel' | 'expire' | 'transfer' | 'hangup' | 'lose';

interface Outcome {
  status: CallStatus;
  endReason?: CallEndReason;
}

const TRANSITIONS: Record<CallStatus, Partial<Record<CallCommand, Outcome>>> = {
  created: {
    answer: { status: 'active' },
    decline: { status: 'ended', endReason: 'declined' },
    busy: { status: 'ended', endReason: 'busy' },
    cancel: { status: 'ended', endReason: 'cancelled' },
    expire: { status: 'ended', endReason: 'missed' },
    lose: { status: 'ended', endReason: 'lost' },
  },
  active: {
    // To another device of the same person.
    transfer: { status: 'active' },
    hangup: { status: 'ended', endReason: 'hangup' },
    lose: { status: 'ended', endReason: 'lost' },
  },
  ended: {},
};

/**
 * Where a command leads.
 * @throws call_answered_elsewhere, call_not_answered or call_ended when the command is illegal
 */
export function transition(status: CallStatus, command: CallCommand): Outcome {
  const outcome = TRANSITIONS[status][command];
  if (!outcome) throw illegal(status);
  return outcome;
}

/** What hanging up means: the caller cancels a ringing call, the callee declines it. */
export function hangupCommand(status: CallStatus, isCaller: boolean): CallCommand {
  if (status !== 'created') return 'hangup';
  return isCaller ? 'cancel' : 'decline';
}

function illegal(status: CallStatus): AppError {
  if (status === 'ended') return callsErrors.call_ended();
  return status === 'active' ? callsErrors.call_answered_elsewhere() : callsErrors.call_not_answered();
}
