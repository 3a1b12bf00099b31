import type {
  SignalingClientEvents,
  SignalingServerEvents,
  VoiceChannel as Roster,
  VoiceClientEvents,
  VoiceLeftReason,
  VoiceServerEvents,
} from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { Emitter } from '../platform/emitter.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Channel } from '../realtime/channel.js';
import type { Devices } from '../devices/devices.client.js';
import { VoiceChannel } from './voice-channel.js';
import type { VoiceWire } from './voice.wire.js';

type Wire = Channel<VoiceClientEvents & SignalingClientEvents, VoiceServerEvents & SignalingServerEvents>;

export interface VoiceClientState {
  /** The channel this page is in; at most one. */
  active?: VoiceChannel;
}

export interface VoiceEvents {
  /** This device left the channel without the user having asked for it. */
  left: { room: string; reason: VoiceLeftReason };
}

/** Joins and leaves the voice channels of rooms. */
export class Voice {
  readonly #state = new Observable<VoiceClientState>({});
  readonly #events = new Emitter<VoiceEvents>();

  constructor(
    private readonly channel: Wire,
    private readonly auth: Auth,
    private readonly devices: Devices,
  ) {
    channel.on('voice:joined', ({ room, peer }) => this.#within(room)?.joined(peer));
    channel.on('voice:left', ({ room, peerId, reason }) => this.#within(room)?.left(peerId, reason));
    channel.on('voice:state', ({ room, peerId, state }) => this.#within(room)?.changed(peerId, { state }));
    channel.on('voice:peer-lost', ({ room, peerId }) => this.#within(room)?.changed(peerId, { away: true }));
    channel.on('voice:peer-back', ({ room, peerId }) =>
      this.#within(room)?.changed(peerId, { away: undefined }),
    );
    channel.on('signal', (signal) => this.active?.receive(signal));
    channel.on('ice:refresh', ({ iceServers }) => this.active?.setIceServers(iceServers));
  }

  readonly on = this.#events.on;

  get state(): Readable<VoiceClientState> {
    return this.#state;
  }

  get active(): VoiceChannel | undefined {
    return this.#state.value.active;
  }

  /** The participants of a room's channel, without joining it. */
  who(room: string): Promise<Roster> {
    return this.auth.send('GET', `/api/chat/rooms/${encodeURIComponent(room)}/voice`);
  }

  /** Joins with the microphone on; leaves the channel this page was in before. @param room its slug */
  async join(room: string): Promise<VoiceChannel> {
    await this.leave();
    const wire: VoiceWire = {
      request: (event, payload) => this.channel.request(event, payload),
      signal: (signal) => this.channel.request('signal', signal),
    };
    const active = new VoiceChannel(room, wire, this.devices);
    this.#watch(active);
    this.#state.set({ active });
    try {
      await active.join();
    } catch (cause) {
      active.end();
      throw RinglineError.from(cause);
    }
    return active;
  }

  async leave(): Promise<void> {
    const { active } = this;
    if (!active) return;
    active.end();
    await this.channel.request('voice:leave', { room: active.room }).catch(() => undefined);
  }

  /** Removes a user's devices from a channel, for moderators. */
  async kick(room: string, userId: string): Promise<void> {
    await this.channel.request('voice:kick', { room, userId });
  }

  interrupted(): void {
    this.active?.interrupted();
  }

  resume(): void {
    void this.active?.resume();
  }

  /** Signed out: this page is no longer in a channel. */
  clear(): void {
    this.active?.end();
  }

  #within(room: string): VoiceChannel | undefined {
    return this.active?.room === room ? this.active : undefined;
  }

  /** It ends when the server says so. */
  #watch(active: VoiceChannel): void {
    const stop = active.state.subscribe(() => {
      const { status, leftBecause, room } = active.state.value;
      if (status !== 'left') return;
      stop();
      if (this.active === active) this.#state.set({});
      if (leftBecause) this.#events.emit('left', { room, reason: leftBecause });
    });
  }
}
