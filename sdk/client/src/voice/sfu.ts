import type { RemoteParticipant, Room } from 'livekit-client';
import type { LiveKitAccess, VoicePeer } from '../protocol.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { MediaSender } from '../webrtc/outgoing-media.js';
import type { IncomingMedia, VoiceMedia } from './voice.media.js';

export interface SfuOptions {
  access: LiveKitAccess;
  /** The media that this device sends. */
  stream: MediaStream;
  onChange: () => void;
  onError: (error: RinglineError) => void;
}

const CONNECTION: Record<string, RTCPeerConnectionState> = {
  connected: 'connected',
  connecting: 'connecting',
  reconnecting: 'disconnected',
  signalReconnecting: 'disconnected',
};

/** LiveKit between the devices: one connection, whatever the number of people. Its client is loaded only where it is used. */
export class Sfu implements VoiceMedia {
  readonly #streams = new Map<string, MediaStream>();
  #room?: Room;
  #closed = false;

  constructor(private readonly options: SfuOptions) {
    void this.#connect();
  }

  /** LiveKit reports the participants by itself. */
  meet(): void {
    this.options.onChange();
  }

  welcome(): void {
    this.options.onChange();
  }

  of({ identity }: VoicePeer): IncomingMedia | undefined {
    const participant = identity ? this.#room?.remoteParticipants.get(identity) : undefined;
    if (!identity || !participant) return undefined;
    const stream = this.#streams.get(identity) ?? new MediaStream();
    this.#streams.set(identity, stream);
    return {
      stream,
      connection: CONNECTION[this.#room!.state] ?? 'new',
      video: stream.getVideoTracks().some(({ muted }) => !muted),
      level: () => participant.audioLevel,
      getStats: async () => [...participant.audioTrackPublications.values()][0]?.track?.getRTCStatsReport(),
    };
  }

  senders(): MediaSender[] {
    return this.#room ? [this] : [];
  }

  async setVideo(track: MediaStreamTrack | null): Promise<void> {
    const own = this.#room?.localParticipant;
    for (const { videoTrack } of own?.videoTrackPublications.values() ?? [])
      if (videoTrack) await own!.unpublishTrack(videoTrack, false);
    if (track) await own?.publishTrack(track);
  }

  async setAudio(track: MediaStreamTrack): Promise<void> {
    const own = this.#room?.localParticipant;
    for (const { audioTrack } of own?.audioTrackPublications.values() ?? [])
      if (audioTrack) await own!.unpublishTrack(audioTrack, false);
    await own?.publishTrack(track);
  }

  remove({ identity }: VoicePeer): void {
    if (identity) this.#streams.delete(identity);
  }

  close(): void {
    this.#closed = true;
    void this.#room?.disconnect(false);
  }

  async #connect(): Promise<void> {
    const { access, stream, onChange, onError } = this.options;
    try {
      const { Room, RoomEvent } = await import('livekit-client');
      const room = new Room();
      room
        .on(RoomEvent.TrackSubscribed, ({ mediaStreamTrack }, _, from) =>
          this.#received(from, mediaStreamTrack),
        )
        .on(RoomEvent.TrackUnsubscribed, ({ mediaStreamTrack }, _, from) =>
          this.#lost(from, mediaStreamTrack),
        )
        .on(RoomEvent.TrackMuted, onChange)
        .on(RoomEvent.TrackUnmuted, onChange)
        .on(RoomEvent.ConnectionStateChanged, onChange);
      await room.connect(access.url, access.token);
      if (this.#closed) return void room.disconnect(false);
      this.#room = room;
      // A listener without the right to speak may not publish.
      if (room.localParticipant.permissions?.canPublish !== false)
        for (const track of stream.getTracks()) await room.localParticipant.publishTrack(track);
      onChange();
    } catch (cause) {
      const message = 'The media server could not be reached.';
      if (!this.#closed)
        onError(new RinglineError({ code: 'sfu_unreachable', message, retryable: true }, { cause }));
    }
  }

  #received({ identity }: RemoteParticipant, track: MediaStreamTrack): void {
    const stream = this.#streams.get(identity) ?? new MediaStream();
    stream.addTrack(track);
    this.#streams.set(identity, stream);
    this.options.onChange();
  }

  #lost({ identity }: RemoteParticipant, track: MediaStreamTrack): void {
    this.#streams.get(identity)?.removeTrack(track);
    this.options.onChange();
  }
}
