import type { SessionDescription } from '../protocol.js';

/** Perfect negotiation's decisions (W3C WebRTC 1.0, section 10.7) as plain facts. */
export interface NegotiationState {
  polite: boolean;
  makingOffer: boolean;
  settingRemoteAnswer: boolean;
  signalingState: RTCSignalingState;
}

export type Verdict =
  /** Apply it; an offer that collides with our own is met by an implicit rollback. */
  | 'apply'
  /** The impolite peer's own offer stands; candidates that belong to the ignored one may fail. */
  | 'ignore'
  /** An answer that nothing waits for: a repeated one. */
  | 'stale';

export function judge(type: SessionDescription['type'], state: NegotiationState): Verdict {
  if (type !== 'offer') return state.signalingState === 'have-local-offer' ? 'apply' : 'stale';
  const readyForOffer =
    !state.makingOffer && (state.signalingState === 'stable' || state.settingRemoteAnswer);
  return readyForOffer || state.polite ? 'apply' : 'ignore';
}
