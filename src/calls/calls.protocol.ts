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
  /** The user who ended it; absent when a deadline or a crash did. */
  endedBy?: string;
  /** True: media goes through TURN only (`iceTransportPolicy: 'relay'`); other candidates are not relayed. */
  relayOnly?: boolean;
  createdAt: string;
  answeredAt?: string;
  endedAt?: string;
}

export const LEG_STATES = [
  'calling',
  'invited',
  'alerting',
  'answered',
  'declined',
  'lost',
  'moving',
  'moved',
  'move_failed',
] as const;
export type LegState = (typeof LEG_STATES)[number];

/** One device's part in a call. */
export interface CallLeg {
  peerId: string;
  userId: string;
  state: LegState;
  /** When it came to this state. */
  at: string;
  invitedAt?: string;
  alertingAt?: string;
  answeredAt?: string;
  /** Measurements from the device. */
  quality?: CallQuality;
}

export const CANDIDATE_TYPES = ['host', 'srflx', 'prflx', 'relay'] as const;

/** A summary of `getStats()` at the end of a call, as one device saw it. */
export interface CallQuality {
  /** This side's end of the path that media took. */
  candidateType?: (typeof CANDIDATE_TYPES)[number];
  /** Round-trip time in milliseconds. */
  rttMs?: number;
  jitterMs?: number;
  /** Received packets that were lost, 0 to 1. */
  lossRatio?: number;
}

/** Which kind of signal was sent, and when; its content is never stored. */
export interface SignalNote {
  /** offer, answer, pranswer, rollback or candidate. */
  type: string;
  fromPeer: string;
  at: string;
}

/** Answer of `GET /api/calls/:id`. */
export interface CallDetail extends Call {
  legs: CallLeg[];
  /** With SIGNALING_LOG=metadata, in order. */
  signals?: SignalNote[];
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
  /**
   * Present when the callee was ringing at the same moment: `call` is theirs, this device has answered it and is its
   * callee, hence the polite peer. Its own early offer counts as rolled back.
   */
  remotePeerId?: string;
  /** With `remotePeerId`: the signals of the peer so far, in order. */
  pending?: SignalIn[];
}

export interface AcceptAck extends RingAck {
  remotePeerId: string;
  /** The caller's signals so far, in order. */
  pending: SignalIn[];
}

export interface MoveAck extends Omit<RingAck, 'pending'> {
  /** The peer's device: send it an offer. The polite role does not change: the callee's devices have it. */
  remotePeerId: string;
}

export interface ResumeAck extends Omit<RingAck, 'pending'> {
  /** Absent while nobody has answered. */
  remotePeerId?: string;
  /** Another device of the other person is taking the call over, see `call:moving`. */
  movingPeerId?: string;
  /** Signals that were sent while this device was disconnected, in order: those after `lastSeq`, each once. */
  missed: SignalIn[];
  /** False: signals may have been lost (or `lastSeq` was not given), restart ICE. */
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

/** A call that its callee neither answered nor refused. */
export interface MissedCall {
  call: Call;
  caller: PublicUser;
}

/** A user's call settings. */
export interface CallSettings {
  /** Rings also while they are in a call; otherwise they are busy then. */
  callWaiting: boolean;
  /** Media goes through TURN only, so that the peer never learns the user's IP addresses. */
  relayOnly: boolean;
}

export interface CallRef {
  callId: string;
}

export interface ResumePayload extends CallRef {
  /** The highest `seq` of the signals received in this call, 0 for none: everything after it is handed over. */
  lastSeq?: number;
  /** Whose signals `lastSeq` counts: those of another device, to which the call has moved meanwhile, count from 0. */
  remotePeerId?: string;
  /** The device's own peer id. Needed once the call has been moved: it distinguishes the device that has it from those that had. */
  peerId?: string;
}

export interface CallsClientEvents {
  /** Ring every device of a user. */
  'call:ring': { payload: RingPayload; ack: RingAck };
  /** Say that this device rings. */
  'call:alerting': { payload: CallRef; ack: Record<string, never> };
  /** Answer a ringing call; exactly one device wins. */
  'call:accept': { payload: CallRef; ack: AcceptAck };
  /** Decline a ringing call. */
  'call:decline': { payload: CallRef & { reason?: 'declined' | 'busy' }; ack: { call: Call } };
  /** End a call; while it rings, cancel it as the caller or decline it as the callee. */
  'call:hangup': { payload: CallRef; ack: { call: Call } };
  /** Say that media flows; completes a move to this device. */
  'call:connected': { payload: CallRef; ack: Record<string, never> };
  /** Take up a call again after the connection was lost. */
  'call:resume': { payload: ResumePayload; ack: ResumeAck };
  /** Move a running call from another of your devices to this one. */
  'call:move': { payload: CallRef; ack: MoveAck };
}

export interface CallsServerEvents {
  /** Incoming call; sent to every device of the callee. */
  'call:incoming': CallIncoming;
  /** A device of the callee rings; to the caller. */
  'call:ringing': CallRef;
  /** The callee has accepted; sent to the device that rang. */
  'call:accepted': CallRef & { remotePeerId: string };
  /**
   * Another device has answered; to the devices of both that are not in the call. It stops ringing, and may be moved
   * here.
   */
  'call:answered-elsewhere': CallRef & { call: Call };
  /** Another device has declined; to the callee's other devices. */
  'call:declined-elsewhere': CallRef;
  /** The device `remotePeerId` has lost its connection and may come back within `graceMs`. */
  'call:peer-lost': CallRef & { graceMs: number; remotePeerId: string };
  /** The device that was lost is back. */
  'call:peer-back': CallRef;
  /** A second device of the peer takes the call over; the first goes on until `call:moved`. */
  'call:moving': CallRef & { remotePeerId: string };
  /**
   * The call goes on between other devices. With `remotePeerId`, sent to the peer: the device that has it now. Without, sent to
   * the other devices of the user who moved it: the one that had it has left the call.
   */
  'call:moved': CallRef & { remotePeerId?: string };
  /** The call stays on the device that has it; `peerId` is the one that did not get it. */
  'call:move-failed': CallRef & { peerId: string };
  /** The call is over; to every device of both people. */
  'call:ended': { call: Call };
  /** Your calls that ring or run, right after `welcome` and whenever events may have been lost. */
  'call:state': { calls: OngoingCall[] };
}
