import { callsErrors } from '../calls.errors.js';
import type { CallLeg, LegState } from '../calls.protocol.js';

/** A device's part as far as deciding needs it; without a connection it acts by REST. */
export interface Part extends Pick<CallLeg, 'peerId' | 'userId' | 'state'> {
  connectionId: string | null;
}

/** The states of a device that has the call; each side has one such device. */
export const IN_CALL: LegState[] = ['calling', 'answered'];

export function isInCall({ state }: Pick<Part, 'state'>): boolean {
  return IN_CALL.includes(state);
}

/**
 * One device at a time takes a call over, whichever of the two users it belongs to: the peer has to connect to it.
 * @throws call_already_here, move_in_progress
 */
export function mayTransfer(parts: Part[], connectionId: string): void {
  if (parts.some((part) => part.connectionId === connectionId && isInCall(part)))
    throw callsErrors.call_already_here();
  if (parts.some(({ state }) => state === 'moving')) throw callsErrors.move_in_progress();
}

/**
 * Which leg a returning device takes up. Before a call has been moved, only the user is checked.
 * @param peerId the peer id that the device claims to have had
 * @throws call_moved, move_in_progress, not_in_call
 */
export function mayResume<P extends Part>(
  parts: P[],
  userId: string,
  connectionId: string,
  peerId?: string | null,
): P {
  const own = parts.filter((part) => part.userId === userId);
  if (own.some((part) => part.connectionId === connectionId && part.state === 'moving'))
    throw callsErrors.move_in_progress();
  const present = own.find(isInCall);
  if (!present) throw callsErrors.not_in_call();
  const wasMoved = own.some(({ state }) => state === 'moved');
  if (peerId ? peerId !== present.peerId : wasMoved)
    throw wasMoved ? callsErrors.call_moved() : callsErrors.not_in_call();
  return present;
}

/** Whether it is a transfer that is completed when media flows at this device. @throws move_failed, call_moved */
export function completesTransfer(parts: Part[], connectionId: string): boolean {
  const state = parts.find((part) => part.connectionId === connectionId)?.state;
  if (state === 'move_failed') throw callsErrors.move_failed();
  if (state === 'moved') throw callsErrors.call_moved();
  return state === 'moving';
}
