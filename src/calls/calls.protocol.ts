import type { IceServer, SessionDescription, SignalIn } from '../signaling/signaling.protocol.js';
import type { PublicUser } from '../users/users.protocol.js';

export const CALL_MEDIA = ['audio', 'video'] as const;
export type CallMedia = (typeof CALL_MEDIA)[number];

export const CALL_STATUSES = ['created', 'active', 'ended'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

export const CALL_END_REASONS = [
  'hangup',
  'declined',
  'busy',
  'missed',
  'cancelled',
  'failed',
  'lost',
] as const;
export type CallEndReason = (typeof CALL_END_REASONS)[number];

export interface Call {
  id: string;
  callerId: string;
  calleeId: string;
  media: CallMedia;
  status: CallStatus;
  endReason?: CallEndReason;
  /** Who ended it; absent when time or a crash did. */
  endedBy?: string;
  createdAt: string;
  answeredAt?: string;
  endedAt?: string;
}

export const LEG_STATES = ['calling', 'alerting', 'answered', 'declined', 'lost'] as const;
export type LegState = (typeof LEG_STATES)[number];

/** One device's part in a call. */
export interface CallLeg {
  peerId: string;
  userId: string;
  state: LegState;
  at: string;
}

/** Answer of `GET /api/calls/:id`. */
export interface CallDetail extends Call {
  legs: CallLeg[];
}

export interface RingPayload {
  calleeId: string;
  media: CallMedia;
  /** An early offer: handed to the device that answers, so that answering needs one round trip less. */
  description?: SessionDescription;
}

/** The call's id is its signal group's id. */
export interface RingAck {
  call: Call;
  peerId: string;
  iceServers: IceServer[];
}

export interface AcceptAck extends RingAck {
  remotePeerId: string;
  /** What the caller signalled so far, in order. */
  pending: SignalIn[];
}

export interface ResumeAck extends RingAck {
  /** Absent while nobody has answered. */
  remotePeerId?: string;
  /** Signals that arrived while this device was away, in order. */
  missed: SignalIn[];
  /** False: signals may have been lost, restart ICE. */
  recovered: boolean;
}

export interface CallIncoming {
  call: Call;
  caller: PublicUser;
  iceServers: IceServer[];
  /** Milliseconds until the ringing ends by itself. */
  expiresInMs: number;
}

export interface OngoingCall extends Call {
  /** The other person. */
  peer: PublicUser;
  /** Milliseconds until the ringing ends by itself; present while it rings. */
  expiresInMs?: number;
}

export interface CallRef {
  callId: string;
}

export interface CallsClientEvents {
  'call:ring': { payload: RingPayload; ack: RingAck };
  'call:alerting': { payload: CallRef; ack: Record<string, never> };
  'call:accept': { payload: CallRef; ack: AcceptAck };
  'call:decline': { payload: CallRef & { reason?: 'declined' | 'busy' }; ack: { call: Call } };
  'call:hangup': { payload: CallRef; ack: { call: Call } };
  'call:connected': { payload: CallRef; ack: Record<string, never> };
  'call:resume': { payload: CallRef; ack: ResumeAck };
}

export interface CallsServerEvents {
  'call:incoming': CallIncoming;
  'call:ringing': CallRef;
  'call:accepted': CallRef & { remotePeerId: string };
  'call:answered-elsewhere': CallRef;
  'call:declined-elsewhere': CallRef;
  'call:peer-lost': CallRef & { graceMs: number };
  'call:peer-back': CallRef;
  'call:ended': { call: Call };
  /** Right after `welcome`: the user's calls that ring or run, so that a device that comes back rings or stops. */
  'call:state': { calls: OngoingCall[] };
}
