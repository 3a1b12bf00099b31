import type {
  AcceptAck,
  Call,
  CallMedia,
  CallsClientEvents,
  CallsServerEvents,
  ResumeAck,
  RingAck,
} from '../../../src/calls/calls.protocol.js';
import type {
  IceServer,
  SessionDescription,
  SignalIn,
  SignalingClientEvents,
  SignalingServerEvents,
} from '../../../src/signaling/signaling.protocol.js';
import { Observable, type Readable } from '../platform/observable.js';
import type { Channel } from '../realtime/channel.js';
import type { Devices } from '../signaling/devices.client.js';
import { Link } from '../signaling/link.js';
import type { MediaQuality } from '../signaling/media-quality.js';
import { OutgoingMedia } from '../signaling/outgoing-media.js';
import type { Peer } from '../signaling/peer.js';
import { QualityWatch } from '../signaling/quality-watch.js';
import { mediaNews, nextPhase, type CallNews } from './call.phase.js';
import { beginning, type ActiveCallState, type Person } from './call.state.js';

export type CallsChannel = Channel<
  CallsClientEvents & SignalingClientEvents,
  CallsServerEvents & SignalingServerEvents
>;

/** The one call this device takes part in: local media, a peer and what the server says about it. */
export class ActiveCall {
  readonly #state: Observable<ActiveCallState>;
  readonly #link: Link;
  #media?: OutgoingMedia;
  #watch?: QualityWatch;
  #resuming?: SignalIn[];

  constructor(
    direction: ActiveCallState['direction'],
    person: Person,
    media: CallMedia,
    private readonly channel: CallsChannel,
    private readonly devices: Devices,
    /** Known from the start where the call came in. */
    call?: Call,
  ) {
    this.#state = new Observable(beginning(direction, person, media, call));
    this.#link = new Link(
      (signal) => channel.request('signal', signal),
      (error) => this.#change({ error }),
    );
  }

  get state(): Readable<ActiveCallState> {
    return this.#state;
  }

  get id(): string | undefined {
    return this.#state.value.call?.id;
  }

  get hasEnded(): boolean {
    return this.#state.value.phase === 'ended';
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#peer?.getStats() ?? Promise.resolve(new Map() as RTCStatsReport);
  }

  setMuted(muted: boolean): void {
    this.#media?.setMuted(muted);
    this.#change({ muted });
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#media?.setCamera(on);
  }

  /** Instead of the camera's picture, and also in a call that had none. Asks which screen or window. */
  async shareScreen(): Promise<void> {
    await this.#media?.shareScreen();
  }

  async stopSharing(): Promise<void> {
    await this.#media?.stopSharing();
  }

  /** Takes the microphone (and camera); a call that ended meanwhile lets go of them again. */
  async openMedia(): Promise<MediaStream> {
    const { media: kind, muted } = this.#state.value;
    const media = await OutgoingMedia.open(kind, muted, {
      devices: this.devices,
      peers: () => (this.#peer ? [this.#peer] : []),
      onError: (error) => this.#change({ error }),
    });
    if (this.hasEnded) media.stop();
    this.#media = media;
    media.setMuted(this.#state.value.muted);
    media.state.subscribe(() => this.#change(media.state.value));
    this.#change({ localStream: media.stream, ...media.state.value });
    return media.stream;
  }

  /** The caller's peer and its early offer. */
  offer(stream: MediaStream, iceServers: IceServer[]): Promise<SessionDescription> {
    return this.#openPeer(false, iceServers).offer(stream, this.#state.value.media === 'video');
  }

  /** The offer, where the ICE servers came only with the call. */
  async offerLate(stream: MediaStream, iceServers: IceServer[]): Promise<void> {
    this.#link.send({ description: await this.offer(stream, iceServers) });
  }

  rang({ call, iceServers }: RingAck): void {
    this.#peer?.setIceServers(iceServers);
    if (call.relayOnly) this.#peer?.useRelayOnly();
    this.#link.address(call.id);
    this.#change({ call });
    this.tell('rang');
  }

  /** Both rang: the own offer is rolled back by the one that comes with the answer. */
  crossed({ call, remotePeerId, iceServers, pending = [] }: RingAck, stream: MediaStream): void {
    if (this.#peer) this.#peer.yield();
    else this.prepareAnswer(Promise.resolve(stream));
    this.#peer?.setIceServers(iceServers);
    if (call.relayOnly) this.#peer?.useRelayOnly();
    this.#link.clear();
    this.#link.address(call.id, remotePeerId);
    this.#change({ call, direction: 'incoming' });
    this.tell('accepted');
    this.#receiveAll(pending);
  }

  /** The callee's peer, ready for the caller's offer; the stream may still be on its way. */
  prepareAnswer(stream: Promise<MediaStream>): void {
    this.#openPeer(true, []).answerWith(stream);
  }

  /** Knows the other side and hears what it signalled so far. */
  answered({ call, remotePeerId, iceServers, pending }: AcceptAck): void {
    this.#change({ call });
    this.#peer?.setIceServers(iceServers);
    this.#link.address(call.id, remotePeerId);
    this.tell('accepted');
    this.#receiveAll(pending);
  }

  /** For the caller: a device of the callee answered. */
  accepted(remotePeerId: string): void {
    if (this.id) this.#link.address(this.id, remotePeerId);
    this.tell('accepted');
  }

  receive(signal: SignalIn): void {
    if (this.#resuming) this.#resuming.push(signal);
    else this.#link.receive(signal);
  }

  get lastSeq(): number {
    return this.#link.lastSeq;
  }

  /** What arrives before the answer to `call:resume` waits for what was missed before it. */
  resuming(): void {
    this.#resuming ??= [];
  }

  /** Back after a lost connection: catches up, or restarts ICE where signals may be gone. */
  resumed({ call, iceServers, remotePeerId, missed, recovered }: ResumeAck): void {
    this.#change({ call });
    this.#peer?.setIceServers(iceServers);
    if (remotePeerId) this.accepted(remotePeerId);
    const waiting = this.#resuming ?? [];
    this.#resuming = undefined;
    this.#receiveAll([...missed, ...waiting]);
    this.#link.flush();
    if (!recovered && !this.#peer?.repeatOffer()) this.#peer?.restartIce();
  }

  peerLost(): void {
    this.#change({ peerLost: true });
  }

  peerBack(): void {
    this.#change({ peerLost: false });
    this.#link.flush();
    this.#peer?.repeatOffer();
  }

  setIceServers(iceServers: IceServer[]): void {
    this.#peer?.setIceServers(iceServers);
  }

  /**
   * Lets go of everything; `call` is the server's last word where there is one.
   * @returns how good the connection was, if there was one
   */
  end(call = this.#state.value.call): MediaQuality | undefined {
    if (this.hasEnded) return undefined;
    const quality = this.#watch?.stop();
    this.#link.close();
    this.#media?.stop();
    this.#change({ call, localStream: undefined, remoteStream: undefined });
    this.tell('ended');
    return quality;
  }

  tell(news: CallNews): void {
    this.#change({ phase: nextPhase(this.#state.value.phase, news) });
  }

  get #peer(): Peer | undefined {
    return this.#link.peer;
  }

  #receiveAll(signals: SignalIn[]): void {
    for (const signal of signals) this.#link.receive(signal);
  }

  #openPeer(polite: boolean, iceServers: IceServer[]): Peer {
    const relayOnly = this.#state.value.call?.relayOnly ?? false;
    const peer = this.#link.open({ polite, iceServers, relayOnly });
    peer.state.subscribe(() => this.#peerChanged(peer));
    this.#change({ remoteStream: peer.remoteStream });
    return peer;
  }

  #peerChanged(peer: Peer): void {
    if (this.hasEnded) return;
    const { connection, remoteVideo, shortAuth } = peer.state.value;
    this.#change({ connection, remoteVideo, shortAuth });
    const news = mediaNews(connection);
    if (news) this.tell(news);
    if (connection === 'connected') this.#connected(peer);
  }

  #connected(peer: Peer): void {
    const { connectedAt, call } = this.#state.value;
    if (!call) return;
    void peer.authenticate(call.id);
    if (connectedAt) return;
    this.#watch = new QualityWatch(
      () => this.getStats(),
      (quality) => this.#change({ quality }),
    );
    this.#change({ connectedAt: Date.now() });
    this.channel.request('call:connected', { callId: call.id }).catch(() => undefined);
  }

  #change(change: Partial<ActiveCallState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}
