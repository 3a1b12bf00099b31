/** Where a call of this device stands, as a table; late events change nothing. */

export type CallPhase =
  /** Waiting for the microphone, the camera or the server. */
  | 'preparing'
  /** The server knows the call, no device rings yet. */
  | 'calling'
  | 'ringing'
  /** Answered, media does not flow yet. */
  | 'connecting'
  | 'connected'
  /** Media flowed and stopped. */
  | 'reconnecting'
  | 'ended';

export type CallEvent = 'rang' | 'alerted' | 'accepted' | 'mediaUp' | 'mediaDown' | 'ended';

const MOVES: Record<CallPhase, Partial<Record<CallEvent, CallPhase>>> = {
  preparing: { rang: 'calling', alerted: 'ringing', accepted: 'connecting', ended: 'ended' },
  calling: { alerted: 'ringing', accepted: 'connecting', mediaUp: 'connected', ended: 'ended' },
  ringing: { accepted: 'connecting', mediaUp: 'connected', ended: 'ended' },
  connecting: { mediaUp: 'connected', ended: 'ended' },
  connected: { mediaDown: 'reconnecting', ended: 'ended' },
  reconnecting: { mediaUp: 'connected', ended: 'ended' },
  ended: {},
};

export function nextPhase(phase: CallPhase, event: CallEvent): CallPhase {
  return MOVES[phase][event] ?? phase;
}

/** The call phase that a connection state implies, if any. */
export function mediaEvent(connection: RTCPeerConnectionState): CallEvent | undefined {
  if (connection === 'connected') return 'mediaUp';
  return connection === 'disconnected' || connection === 'failed' ? 'mediaDown' : undefined;
}
