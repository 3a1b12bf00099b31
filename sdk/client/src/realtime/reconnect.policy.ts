import {
  CLOSE_CODES,
  type HandshakeRefused,
  IDLE_CLOSE_CODES,
  type SessionEnded,
} from '../../../../src/realtime/realtime.protocol.js';

/** The client's reaction after the server refused or ended its connection. */
export type NextStep =
  | { kind: 'refresh' }
  | { kind: 'wait'; afterMs?: number }
  | { kind: 'signIn' }
  /** Until the page is used again. */
  | { kind: 'rest' }
  | { kind: 'stop' };

const IDLE = new Set<number>(IDLE_CLOSE_CODES);

const EXPIRED = new Set(['token_expired', 'ws_token_expired']);

export function nextStep(reason: SessionEnded | HandshakeRefused | undefined): NextStep {
  if (!reason) return { kind: 'wait' };
  if (EXPIRED.has(reason.code)) return { kind: 'refresh' };
  const mayReturn = 'reconnect' in reason ? reason.reconnect : reason.retryable;
  if (mayReturn) return { kind: 'wait', afterMs: reason.retryAfterMs };
  if (IDLE.has(reason.closeCode)) return { kind: 'rest' };
  return reason.closeCode === CLOSE_CODES.notSignedIn ? { kind: 'signIn' } : { kind: 'stop' };
}
