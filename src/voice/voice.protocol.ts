import type { RoomRef } from '../rooms/rooms.protocol.js';
import type { IceServer, SignalIn } from '../signaling/signaling.protocol.js';

/** What others see of a device in a voice channel; set by the device. */
export interface VoiceState {
  muted: boolean;
  deafened: boolean;
  camera: boolean;
  screen: boolean;
}

/** A device in a voice channel. */
export interface VoicePeer {
  peerId: string;
  userId: string;
  username: string;
  state: VoiceState;
  /** True: it may only listen. Only where LiveKit carries the media. */
  listensOnly?: true;
  /** True: its connection is lost and it may come back. */
  away?: true;
  /** Its name in LiveKit's room. Only where LiveKit carries the media. */
  identity?: string;
}

export const VOICE_LEFT_REASONS = [
  'left',
  'lost',
  'kicked',
  'moved',
  'signed_out',
  'removed',
  'closed',
] as const;
/**
 * lost: did not come back in time · moved: the same user joined from another device · removed: they may no longer be there ·
 * closed: the room no longer has a voice channel.
 */
export type VoiceLeftReason = (typeof VOICE_LEFT_REASONS)[number];

/** The highest `seq` of the signals received from a peer. */
export interface LastSeq {
  peerId: string;
  seq: number;
}

export interface VoiceJoinPayload extends RoomRef, Partial<VoiceState> {
  /** Your peer id of before the connection was lost: come back as the same peer, if it is still kept. */
  peerId?: string;
  /** With `peerId`: the last number seen of each peer (0 for none), so that later signals are handed over. */
  lastSeqs?: LastSeq[];
}

/** Where LiveKit carries the media. */
export interface LiveKitAccess {
  /** ws: or wss: URL for `Room.connect` of LiveKit's SDKs. */
  url: string;
  /** For connecting at once; it expires after a minute, LiveKit renews it while one is connected. */
  token: string;
}

export interface VoiceJoinAck {
  /** For `signal`. */
  groupId: string;
  /** Your peer id; another one than was asked for: the device had left, and begins anew. */
  peerId: string;
  /** All other participants. The device that joins makes the offers. */
  peers: VoicePeer[];
  /** Empty where LiveKit carries the media. */
  iceServers: IceServer[];
  /** True: this device's media goes through TURN only (`iceTransportPolicy: 'relay'`); its other candidates are not relayed. */
  relayOnly?: true;
  /** Present when the device came back: signals it has missed, in order for each peer. */
  missed?: SignalIn[];
  /** Present when the device came back: peers whose signals may be missing; restart ICE with them. */
  unrecovered?: string[];
  /** Present where LiveKit carries the media: connect there, and exchange no signals. */
  livekit?: LiveKitAccess;
}

export interface VoiceClientEvents {
  /** Join a room's voice channel, or come back as the same peer. */
  'voice:join': { payload: VoiceJoinPayload; ack: VoiceJoinAck };
  /** Leave the voice channel. */
  'voice:leave': { payload: RoomRef; ack: Record<string, never> };
  /** Change what others see of this device; absent fields stay. */
  'voice:state': { payload: RoomRef & Partial<VoiceState>; ack: { state: VoiceState } };
  /** Remove a user's devices; they may join again, unless their role says otherwise. */
  'voice:kick': { payload: RoomRef & { userId: string }; ack: Record<string, never> };
}

/** To the devices in the channel. */
export interface VoiceServerEvents {
  /** A device has joined the voice channel. */
  'voice:joined': RoomRef & { peer: VoicePeer };
  /** A device has left; also to the device itself, when others or the server removed it. */
  'voice:left': RoomRef & { peerId: string; reason: VoiceLeftReason };
  /** A device has changed its state. */
  'voice:state': RoomRef & { peerId: string; state: VoiceState };
  /** A device has lost its connection; its media may go on, and signals to it are kept. */
  'voice:peer-lost': RoomRef & { peerId: string; graceMs: number };
  /** It is back under the same id, and restarts ICE where it has to. */
  'voice:peer-back': RoomRef & { peerId: string };
}

/** Answer of `GET /api/chat/rooms/:slug/voice`. */
export interface VoiceChannel {
  peers: VoicePeer[];
  /** How many devices may be in it; null: any number. */
  max: number | null;
}
