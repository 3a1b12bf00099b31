import type {
  IceServer,
  SignalIn,
  VoiceJoinAck,
  VoiceLeftReason,
  VoicePeer,
  VoiceState,
} from '../protocol.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Devices } from '../devices/devices.client.js';
import { OutgoingMedia } from '../webrtc/outgoing-media.js';
import { SoundLevel } from '../devices/sound-level.js';
import { Mesh } from './mesh.js';
import { Sfu } from './sfu.js';
import { Speaking } from './speaking.js';
import type { VoiceWire } from './voice.wire.js';
import type { IncomingMedia } from './voice.media.js';

const LISTEN_EVERY_MS = 200;
const OWN = '';

/** Another device in the channel. */
export interface VoiceMember extends VoicePeer {
  media?: IncomingMedia;
  speaking: boolean;
}

export interface VoiceChannelState {
  room: string;
  status: 'joining' | 'joined' | 'reconnecting' | 'left';
  /** The other participants, in the order in which they joined. */
  members: readonly VoiceMember[];
  own: VoiceState;
  /** Whether this device's microphone is on. */
  speaking: boolean;
  localStream?: MediaStream;
  /** Present when the user did not ask for it. */
  leftBecause?: VoiceLeftReason;
  /** The last error that did not end it. */
  error?: RinglineError;
}

/** The voice channel this device is in: its own media, the other participants and their media. */
export class VoiceChannel {
  readonly #state: Observable<VoiceChannelState>;
  readonly #speaking = new Speaking();
  #peers = new Map<string, VoicePeer>();
  #talkers = new Set<string>();
  #outgoing?: OutgoingMedia;
  #media?: Mesh | Sfu;
  #level?: SoundLevel;
  #listening?: ReturnType<typeof setInterval>;
  #peerId?: string;
  /** Events that came before the answer to `voice:join`. */
  #early?: (() => void)[] = [];

  constructor(
    readonly room: string,
    private readonly wire: VoiceWire,
    private readonly devices: Devices,
  ) {
    const own: VoiceState = { muted: false, deafened: false, camera: false, screen: false };
    this.#state = new Observable<VoiceChannelState>({
      room,
      status: 'joining',
      members: [],
      own,
      speaking: false,
    });
  }

  get state(): Readable<VoiceChannelState> {
    return this.#state;
  }

  get hasEnded(): boolean {
    return this.#state.value.status === 'left';
  }

  /** Takes the microphone, then joins. */
  async join(): Promise<void> {
    const outgoing = await OutgoingMedia.open('audio', false, {
      devices: this.devices,
      peers: () => this.#media?.senders() ?? [],
      onError: (error) => this.#change({ error }),
    });
    if (this.hasEnded) return outgoing.stop();
    this.#outgoing = outgoing;
    outgoing.state.subscribe(() => this.#outgoingChanged());
    this.#change({ localStream: outgoing.stream });
    this.#enter(await this.wire.request('voice:join', { room: this.room, ...this.#state.value.own }));
  }

  setMuted(muted: boolean): void {
    this.#outgoing?.setMuted(muted);
    this.#sendState(muted ? { muted } : { muted, deafened: false });
  }

  /** Plays no sound of others and is muted. */
  setDeafened(deafened: boolean): void {
    this.#outgoing?.setMuted(deafened);
    this.#sendState({ deafened, muted: deafened });
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#outgoing?.setCamera(on);
  }

  async shareScreen(on: boolean): Promise<void> {
    await (on ? this.#outgoing?.shareScreen() : this.#outgoing?.stopSharing());
  }

  joined(peer: VoicePeer): void {
    this.#afterEntering(() => {
      this.#peers.set(peer.peerId, peer);
      this.#media?.welcome(peer);
      this.#show();
    });
  }

  left(peerId: string, reason: VoiceLeftReason): void {
    this.#afterEntering(() => {
      if (peerId === this.#peerId) return this.end(reason);
      const peer = this.#peers.get(peerId);
      if (peer) this.#media?.remove(peer);
      this.#peers.delete(peerId);
      this.#show();
    });
  }

  changed(peerId: string, change: Partial<VoicePeer>): void {
    this.#afterEntering(() => {
      const peer = this.#peers.get(peerId);
      if (peer) this.#peers.set(peerId, { ...peer, ...change });
      if (peer && 'away' in change && !change.away) this.#mesh?.back(peer);
      this.#show();
    });
  }

  receive(signal: SignalIn): void {
    this.#afterEntering(() => this.#mesh?.receive(signal));
  }

  setIceServers(iceServers: IceServer[]): void {
    this.#mesh?.setIceServers(iceServers);
  }

  /** The connection to the server is lost; sound from device to device may go on. */
  interrupted(): void {
    if (this.#state.value.status === 'joined') this.#change({ status: 'reconnecting' });
  }

  /** The connection is back: takes the same place again, or a new one where the old one was not kept. */
  async resume(): Promise<void> {
    if (this.#state.value.status !== 'reconnecting') return;
    this.#early = [];
    const { own } = this.#state.value;
    const mesh = this.#mesh;
    const seen = mesh && { lastSeqs: mesh.lastSeqs() };
    try {
      this.#enter(
        await this.wire.request('voice:join', { room: this.room, ...own, peerId: this.#peerId, ...seen }),
      );
    } catch (cause) {
      const error = RinglineError.from(cause);
      this.#change({ error });
      if (!error.retryable) this.end('lost');
    }
  }

  /** Lets go of everything. */
  end(leftBecause?: VoiceLeftReason): void {
    if (this.hasEnded) return;
    clearInterval(this.#listening);
    this.#level?.close();
    this.#media?.close();
    this.#outgoing?.stop();
    this.#change({ status: 'left', members: [], localStream: undefined, leftBecause });
  }

  /** Undefined where an SFU carries the media. */
  get #mesh(): Mesh | undefined {
    return this.#media instanceof Mesh ? this.#media : undefined;
  }

  #enter(ack: VoiceJoinAck): void {
    if (this.hasEnded) return;
    const early = this.#early ?? [];
    this.#early = undefined;
    const sameAgain = this.#media !== undefined && ack.peerId === this.#peerId;
    if (!sameAgain) this.#openMedia(ack);
    this.#peerId = ack.peerId;
    const gone = [...this.#peers.values()].filter(
      ({ peerId }) => !ack.peers.some((peer) => peer.peerId === peerId),
    );
    for (const peer of gone) this.#media!.remove(peer);
    this.#peers = new Map(ack.peers.map((peer) => [peer.peerId, peer]));
    if (!sameAgain) this.#media!.meet(ack.peers);
    else this.#mesh?.resume(ack.missed ?? [], ack.unrecovered ?? []);
    this.#change({ status: 'joined' });
    for (const step of early) step();
    this.#listening ??= setInterval(() => void this.#listen(), LISTEN_EVERY_MS);
    this.#show();
  }

  #openMedia({ groupId, iceServers, relayOnly, livekit }: VoiceJoinAck): void {
    this.#media?.close();
    const { stream } = this.#outgoing!;
    this.#level ??= new SoundLevel(stream);
    const onChange = () => this.#show();
    const onError = (error: RinglineError) => this.#change({ error });
    if (livekit) this.#media = new Sfu({ access: livekit, stream, onChange, onError });
    else {
      const transmit = this.wire.signal;
      const ways = { groupId, iceServers, relayOnly: relayOnly ?? false };
      this.#media = new Mesh({ ...ways, stream, transmit, onChange, onError });
    }
  }

  #afterEntering(step: () => void): void {
    if (this.#early) this.#early.push(step);
    else if (!this.hasEnded) step();
  }

  #outgoingChanged(): void {
    const { camera, screen } = this.#outgoing!.state.value;
    const { own } = this.#state.value;
    if (camera !== own.camera || screen !== own.screen) this.#sendState({ camera, screen });
  }

  /** Shown here at once; the others receive it, now or with the next `voice:join`. */
  #sendState(change: Partial<VoiceState>): void {
    this.#change({ own: { ...this.#state.value.own, ...change } });
    if (this.#state.value.status === 'joined')
      this.wire.request('voice:state', { room: this.room, ...change }).catch(() => undefined);
  }

  async #listen(): Promise<void> {
    const others = [...this.#peers.values()].map(async (peer) => {
      const level = await this.#media?.of(peer)?.level();
      return [peer.peerId, level ?? 0] as const;
    });
    const levels = new Map<string, number>(await Promise.all(others).catch(() => []));
    levels.set(OWN, this.#state.value.own.muted ? 0 : (this.#level?.value ?? 0));
    const talkers = this.#speaking.hear(levels, performance.now());
    if (talkers.size === this.#talkers.size && [...talkers].every((talker) => this.#talkers.has(talker)))
      return;
    this.#talkers = talkers;
    this.#show();
  }

  #show(): void {
    if (this.hasEnded) return;
    const members = [...this.#peers.values()].map((peer) => {
      const speaking = this.#talkers.has(peer.peerId) && !peer.state.muted;
      return { ...peer, speaking, media: this.#media?.of(peer) };
    });
    this.#change({ members, speaking: this.#talkers.has(OWN) });
  }

  #change(change: Partial<VoiceChannelState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}
