import type { HandshakeFlag } from '../realtime/realtime.protocol.js';

/** In the handshake's `auth`. */
export interface SignalingHandshake {
  /** Signals come with their numbers, so that a call can catch up on what it missed. */
  signalSeq?: true;
}

export const SIGNAL_SEQ: HandshakeFlag = { field: 'signalSeq', value: true };

/** SDP and ICE between the peers of an open group, as `RTCPeerConnection` produces them (W3C WebRTC 1.0). */
export interface SessionDescription {
  type: 'offer' | 'answer' | 'pranswer' | 'rollback';
  sdp?: string;
}

export interface IceCandidate {
  candidate: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

/** In one signal. */
export const CANDIDATES_MAX = 100;

/**
 * Exactly one of the three. They are relayed unchanged, unless media goes through TURN only. `null` as candidate means end of
 * candidates.
 */
export interface SignalBody {
  description?: SessionDescription;
  candidate?: IceCandidate | null;
  candidates?: (IceCandidate | null)[];
}

export interface SignalOut extends SignalBody {
  groupId: string;
  /** The other peer's id. Left out by a caller whose call is not accepted yet: kept in order for the device that accepts. */
  to?: string;
}

export interface SignalIn extends SignalBody {
  groupId: string;
  from: string;
  /**
   * Grows with every signal of this sender. A returning device sends the last one it has seen and receives the ones after it.
   * Absent in signals from before the call was accepted.
   */
  seq?: number;
}

/** One entry of `RTCConfiguration.iceServers`. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** Answer of `GET /api/ice-servers` and payload of `ice:refresh`. */
export interface IceServers {
  iceServers: IceServer[];
  /** Seconds the TURN credentials stay valid. */
  ttlSeconds: number;
}

export interface SignalingClientEvents {
  /** Relay a description or ICE candidates to a peer of the same group. */
  signal: { payload: SignalOut; ack: Record<string, never> };
}

export interface SignalingServerEvents {
  /** A signal from a peer of the same group. */
  signal: SignalIn;
  /** New ICE servers for a device in a call or a voice channel, before the old credentials expire. */
  'ice:refresh': IceServers;
}
