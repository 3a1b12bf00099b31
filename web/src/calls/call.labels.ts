import { type ActiveCallState, type Call, type CallEnding, wasMissed } from '@ringline/client';
import { isolated } from '../ui/direction.js';
import { clock } from '../ui/moments.js';

/** Why a call ended, from the reader's point of view. */
export function endingLabel({ call, person, elsewhere }: CallEnding, ownId: string): string {
  const name = isolated(person.displayName);
  if (elsewhere === 'answered') return `You answered ${name} on another device.`;
  if (elsewhere === 'declined') return `You declined ${name}'s call on another device.`;
  if (elsewhere === 'moved') return `Your call with ${name} continues on another device.`;
  if (elsewhere === 'stayed') return `The call with ${name} stayed on your other device.`;
  const mine = call.callerId === ownId;
  const byMe = call.endedBy === ownId;
  switch (call.endReason) {
    case 'declined':
      return mine ? `${name} declined the call.` : `You declined ${name}'s call.`;
    case 'busy':
      return mine ? `${name} is busy in another call.` : `${name} called while you were busy.`;
    case 'missed':
      return mine ? `${name} did not answer.` : `You missed a call from ${name}.`;
    case 'cancelled':
      return mine ? `You cancelled the call to ${name}.` : `You missed a call from ${name}.`;
    case 'lost':
      return `The call with ${name} ended: the connection was lost.`;
    case 'failed':
      return `The call with ${name} ended: no connection could be made.`;
    default:
      return byMe ? `You ended the call with ${name}.` : `${name} ended the call.`;
  }
}

/** The state of a call while no clock runs. */
export function phaseLabel({ phase, direction, media, person, peerLost }: ActiveCallState): string {
  if (peerLost) return `${isolated(person.displayName)} lost the connection. Waiting…`;
  switch (phase) {
    case 'preparing':
      if (direction === 'incoming') return 'Answering…';
      return media === 'video' ? 'Starting microphone and camera…' : 'Starting the microphone…';
    case 'calling':
      return 'Calling…';
    case 'ringing':
      return 'Ringing…';
    case 'connecting':
      return 'Connecting…';
    case 'reconnecting':
      return 'The connection is interrupted. Trying again…';
    case 'connected':
      return 'Connected';
    case 'ended':
      return 'Ended';
  }
}

/** A line of the list of recent calls. */
export function outcomeLabel(call: Call, ownId: string): string {
  const mine = call.callerId === ownId;
  if (call.status !== 'ended') return call.status === 'active' ? 'Ongoing' : 'Ringing';
  switch (call.endReason) {
    case 'declined':
      return 'Declined';
    case 'busy':
      if (mine) return 'Busy';
      return wasMissed(call) ? 'Missed, you were busy' : 'You were busy';
    case 'missed':
    case 'cancelled':
      if (!mine) return 'Missed';
      return call.endReason === 'missed' ? 'No answer' : 'Cancelled';
    case 'lost':
    case 'failed':
      return call.answeredAt ? 'Connection lost' : 'Failed';
    default:
      return mine ? 'Outgoing' : 'Incoming';
  }
}

/** "0:07"; undefined for a call that was not accepted or that goes on. */
export function durationOf({ answeredAt, endedAt }: Call): string | undefined {
  if (!answeredAt || !endedAt) return undefined;
  return clock(Date.parse(endedAt) - Date.parse(answeredAt));
}

/** Whether the reader missed it. */
export function wasMissedBy(call: Call, ownId: string): boolean {
  return call.callerId !== ownId && wasMissed(call);
}
