import type { Call, CallMedia, PublicUser } from '../protocol.js';
import type { RinglineError } from '../platform/ringline.error.js';
import type { OutgoingMediaState } from '../webrtc/outgoing-media.js';
import type { PeerState } from '../webrtc/peer.js';
import type { RatedQuality } from '../webrtc/quality-watch.js';
import type { CallPhase } from './call.phase.js';

/** The other person, as far as a call shows them. */
export interface Person {
  id: string;
  username: string;
  displayName: string;
}

export interface IncomingCall {
  call: Call;
  caller: PublicUser;
}

export interface CallEnding {
  person: Person;
  call: Call;
  /** Why the call is no longer on this device although it goes on or was declined elsewhere. */
  elsewhere?: 'answered' | 'declined' | 'moved' | 'stayed';
}

export interface CallsEvents {
  incoming: IncomingCall;
  ended: CallEnding;
}

export interface ActiveCallState extends OutgoingMediaState {
  phase: CallPhase;
  direction: 'outgoing' | 'incoming';
  person: Person;
  media: CallMedia;
  /** Absent until the server knows the call. */
  call?: Call;
  connection: RTCPeerConnectionState;
  /** The other device lost its connection to the server and may come back. */
  peerLost: boolean;
  /** The media that this side sends. */
  localStream?: MediaStream;
  remoteStream?: MediaStream;
  remoteVideo: boolean;
  /**
   * The short authentication string: four symbols that are equal on both sides unless someone is in between; absent until
   * known.
   */
  shortAuth?: PeerState['shortAuth'];
  /** How good the connection was during the last two seconds; absent until media flows. */
  quality?: RatedQuality;
  /** When media flowed first, in milliseconds since 1970. */
  connectedAt?: number;
  /** The last error that did not end the call. */
  error?: RinglineError;
}

export function beginning(
  direction: ActiveCallState['direction'],
  person: Person,
  media: CallMedia,
  call: Call | undefined,
): ActiveCallState {
  return {
    phase: 'preparing',
    direction,
    person,
    media,
    call,
    connection: 'new',
    peerLost: false,
    muted: false,
    camera: false,
    screen: false,
    remoteVideo: false,
  };
}
