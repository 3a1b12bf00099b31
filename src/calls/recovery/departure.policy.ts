import type { CallCommand } from '../call.machine.js';
import type { CallEndReason, CallStatus } from '../calls.protocol.js';

/** For one of the two users in a call: what takes them out of it, apart from their own commands. */
export interface Presence {
  /** The session of the device that has the call is over, or the account may not be used. */
  isGone: boolean;
  /** They have blocked the peer; for the caller, only since the call began. */
  hasBlocked: boolean;
}

/** The stored state of a call that a user may have left. */
export interface Standing {
  status: CallStatus;
  callerId: string;
  calleeId: string;
  caller: Presence;
  callee: Presence & {
    /** Their last session that could answer has ended. */
    isSignedOut: boolean;
    /** They appear offline: nothing may disclose to the caller that they were there. */
    isHidden: boolean;
  };
  /** The call is over for the callee already. */
  calleeKnows: boolean;
}

/** The consequence: the call ends, or it ends for the callee while the caller continues to hear ringing. */
export type Departure =
  | { command: CallCommand; endedBy: string | null }
  | { calleeOnly: Extract<CallEndReason, 'declined' | 'missed'> };

const hasLeft = ({ isGone, hasBlocked }: Presence) => isGone || hasBlocked;

/** @returns undefined when both are there, as far as the call needs them */
export function departureOf(standing: Standing): Departure | undefined {
  const { status, callerId, calleeId, caller, callee, calleeKnows } = standing;
  if (status === 'active') {
    if (hasLeft(caller)) return { command: 'hangup', endedBy: callerId };
    return hasLeft(callee) ? { command: 'hangup', endedBy: calleeId } : undefined;
  }
  if (status !== 'created') return undefined;
  if (hasLeft(caller)) return { command: 'cancel', endedBy: callerId };
  if (callee.isGone) return { command: 'expire', endedBy: null };
  if (calleeKnows) return undefined;
  // A blocked caller is not notified: for them it rings until it times out.
  if (callee.hasBlocked) return { calleeOnly: 'declined' };
  if (!callee.isSignedOut) return undefined;
  return callee.isHidden ? { calleeOnly: 'missed' } : { command: 'expire', endedBy: null };
}
