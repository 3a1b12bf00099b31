import type { OutboxEvent } from '../platform/outbox/outbox.js';
import type { Call } from './calls.protocol.js';

/** A call as webhooks describe it. */
export function outgoingEvent(
  type: `call.${'ringing' | 'answered' | 'missed' | 'ended'}`,
  call: Call,
): OutboxEvent {
  return { type, subject: `call:${call.id}`, data: { call } };
}

/** `call.ended` closes every call; one that nobody took is also a missed one. */
export function outgoingEnd(call: Call): OutboxEvent[] {
  const ended = outgoingEvent('call.ended', call);
  return call.endReason === 'missed' ? [outgoingEvent('call.missed', call), ended] : [ended];
}
