import type { VoicePeer } from '../protocol.js';
import type { MediaSender } from '../webrtc/outgoing-media.js';

/** The media of one device in the channel. */
export interface IncomingMedia {
  stream: MediaStream;
  connection: RTCPeerConnectionState;
  /** Whether it shows a picture now. */
  video: boolean;
  /** How loud it was since this was asked last, 0 to 1. */
  level: () => number | Promise<number>;
  getStats: () => Promise<RTCStatsReport | undefined>;
}

/** How sound and pictures travel in a voice channel: from device to device, or through an SFU. */
export interface VoiceMedia {
  /** These were in the channel before this device. */
  meet(peers: readonly VoicePeer[]): void;
  /** This one came after. */
  welcome(peer: VoicePeer): void;
  /** Where the device's own media is sent at the moment. */
  senders(): Iterable<MediaSender>;
  of(peer: VoicePeer): IncomingMedia | undefined;
  remove(peer: VoicePeer): void;
  close(): void;
}
