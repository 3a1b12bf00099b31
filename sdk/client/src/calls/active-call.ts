import type {
  AcceptAck,
  Call,
  CallMedia,
  IceServer,
  MoveAck,
  ResumeAck,
  ResumePayload,
  RingAck,
  SessionDescription,
  SignalIn,
} from '../protocol.js';
import { Observable, type Readable } from '../platform/observable.js';
import type { Devices } from '../devices/devices.client.js';
import type { Link } from '../webrtc/link.js';
import { Links } from '../webrtc/links.js';
import type { MediaQuality } from '../webrtc/media-quality.js';
import { OutgoingMedia } from '../webrtc/outgoing-media.js';
import type { Peer } from '../webrtc/peer.js';
import { QualityWatch } from '../webrtc/quality-watch.js';
import type { CallsChannel } from './calls.channel.js';
import { mediaEvent, nextPhase, type CallEvent } from './call.phase.js';
import { beginning, type ActiveCallState, type Person } from './call.state.js';

/** The one call this device takes part in: local media, a peer and the state from the server. */
export class ActiveCall {
  /** This device takes the call over from another of the same user's, which still has it. */
  isTaking = false;
  /** This device's peer id in the call, once the server has assigned it. */
  peerId?: string;
  readonly #state: Observable<ActiveCallState>;
  readonly #links: Links;
  #media?: OutgoingMedia;
  #watch?: QualityWatch;
  #stream?: Promise<MediaStream>;

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
    this.#links = new Links({
      transmit: (signal) => channel.request('signal', signal),
      onError: (error) => this.#change({ error }),
      onChange: (peer) => this.#peerChanged(peer),
    });
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

  /** Replaces the camera's picture, and also works in a call without one. The browser asks which screen or window. */
  async shareScreen(): Promise<void> {
    await this.#media?.shareScreen();
  }

  async stopSharing(): Promise<void> {
    await this.#media?.stopSharing();
  }

  /** Takes the microphone (and camera); a call that ended meanwhile lets go of them again. */
  openMedia(): Promise<MediaStream> {
    this.#stream = this.#openMedia();
    return this.#stream;
  }

  async #openMedia(): Promise<MediaStream> {
    const { media: kind, muted } = this.#state.value;
    const media = await OutgoingMedia.open(kind, muted, {
      devices: this.devices,
      peers: () => this.#links.peers,
      onError: (error) => this.#change({ error }),
    });
    if (this.hasEnded) media.stop();
    this.#media = media;
    media.setMuted(this.#state.value.muted);
    media.state.subscribe(() => this.#change(media.state.value));
    this.#change({ localStream: media.stream, ...media.state.value });
    return media.stream;
  }

  /** The caller's peer and its early offer; also that of a device that takes the call over. */
  offer(stream: MediaStream, iceServers: IceServer[]): Promise<SessionDescription> {
    return this.#openPeer(iceServers).offer(stream, this.#state.value.media === 'video');
  }

  /** The offer, where the ICE servers came only with the call. */
  async offerLate(stream: MediaStream, iceServers: IceServer[]): Promise<void> {
    this.#link.send({ description: await this.offer(stream, iceServers) });
  }

  rang(ack: RingAck): void {
    this.#enter(ack, 'rang');
  }

  /** Both rang: our own offer is rolled back by the one that comes with the answer. */
  crossed(ack: RingAck, stream: MediaStream): void {
    this.#change({ call: ack.call, direction: 'incoming' });
    if (this.#peer) this.#peer.yield();
    else this.prepareAnswer(Promise.resolve(stream));
    this.#link.clear();
    this.#enter(ack, 'accepted');
  }

  /** The callee's peer, ready for the caller's offer; the stream may still be on its way. */
  prepareAnswer(stream: Promise<MediaStream>): void {
    this.#openPeer([]).answerWith(stream);
  }

  /** Learns of the peer and receives its signals so far. */
  answered(ack: AcceptAck): void {
    this.#enter(ack, 'accepted');
  }

  /** For the caller: a device of the callee answered. */
  accepted(remotePeerId: string): void {
    if (this.id) this.#link.address(this.id, remotePeerId);
    this.advance('accepted');
  }

  /** The new device's own offer; that it has the call is said when media flows. */
  async take(ack: MoveAck, stream: MediaStream): Promise<void> {
    this.#enter(ack, 'accepted');
    await this.offerLate(stream, ack.iceServers);
  }

  /** A second device of the other person comes into the call: a connection to it beside the one there is. */
  moving(remotePeerId: string): void {
    if (this.id && this.#stream && !this.hasEnded)
      this.#links.begin(this.id, remotePeerId, this.#peerOptions, this.#stream);
  }

  /** The other person's second device has the call. */
  async moved(remotePeerId: string): Promise<void> {
    this.moving(remotePeerId);
    const peer = await this.#links.adopt(remotePeerId);
    if (!peer || this.hasEnded) return;
    this.#watch?.turn();
    this.#change({ peerLost: false, remoteStream: peer.remoteStream });
    this.#peerChanged(peer);
  }

  /** The other person's call stays where it was. */
  moveFailed(remotePeerId: string): void {
    this.#links.drop((peerId) => peerId === remotePeerId);
  }

  receive(signal: SignalIn): void {
    this.#links.receive(signal);
  }

  /** This device's former peer id, and the last signal numbers it received of each peer. */
  get standing(): Omit<ResumePayload, 'callId'> {
    const { lastSeq, remotePeerId } = this.#link;
    return { lastSeq, remotePeerId, peerId: this.peerId };
  }

  /** Signals that arrive before the answer to `call:resume` wait for the missed ones before them. */
  resuming(): void {
    this.#links.hold();
  }

  /** After a lost connection: catches up, or restarts ICE where signals may be lost. */
  resumed({ call, iceServers, remotePeerId, movingPeerId, missed, recovered }: ResumeAck): void {
    this.#change({ call });
    this.setIceServers(iceServers);
    this.isTaking = false;
    this.#links.drop((peerId) => peerId !== remotePeerId && peerId !== movingPeerId);
    if (remotePeerId && this.#link.remotePeerId) void this.moved(remotePeerId);
    else if (remotePeerId) this.accepted(remotePeerId);
    if (movingPeerId) this.moving(movingPeerId);
    this.#links.catchUp(missed);
    if (!recovered && !this.#peer?.repeatOffer()) this.#peer?.restartIce();
  }

  peerLost(remotePeerId: string): void {
    const known = this.#link.remotePeerId;
    if (known === undefined || known === remotePeerId) this.#change({ peerLost: true });
  }

  peerBack(): void {
    this.#change({ peerLost: false });
    this.#links.flush();
    this.#peer?.repeatOffer();
  }

  setIceServers(iceServers: IceServer[]): void {
    this.#links.setIceServers(iceServers);
  }

  /**
   * Lets go of everything; `call` is the server's last word where there is one.
   * @returns how good the connection was, if there was one
   */
  end(call = this.#state.value.call): MediaQuality | undefined {
    if (this.hasEnded) return undefined;
    const quality = this.#watch?.stop();
    this.#links.close();
    this.#media?.stop();
    this.#change({ call, localStream: undefined, remoteStream: undefined });
    this.advance('ended');
    return quality;
  }

  advance(event: CallEvent): void {
    this.#change({ phase: nextPhase(this.#state.value.phase, event) });
  }

  /** The server has admitted this device: its peer id, the peer's, and the peer's signals so far. */
  #enter({ call, peerId, remotePeerId, iceServers, pending = [] }: RingAck, event: CallEvent): void {
    this.peerId = peerId;
    this.#change({ call });
    this.setIceServers(iceServers);
    if (call.relayOnly) this.#peer?.useRelayOnly();
    this.#link.address(call.id, remotePeerId);
    this.advance(event);
    for (const signal of pending) this.receive(signal);
  }

  get #link(): Link {
    return this.#links.current;
  }

  /** The callee's devices are polite, whichever of them has the call. */
  get #peerOptions() {
    const { direction, call } = this.#state.value;
    return { polite: direction === 'incoming', relayOnly: call?.relayOnly ?? false };
  }

  get #peer(): Peer | undefined {
    return this.#link.peer;
  }

  #openPeer(iceServers: IceServer[]): Peer {
    const peer = this.#links.open(this.#peerOptions, iceServers);
    this.#change({ remoteStream: peer.remoteStream });
    return peer;
  }

  #peerChanged(peer: Peer): void {
    if (this.hasEnded) return;
    const { connection, remoteVideo, shortAuth } = peer.state.value;
    this.#change({ connection, remoteVideo, shortAuth });
    const event = mediaEvent(connection);
    if (event) this.advance(event);
    if (connection === 'connected') this.#connected(peer);
  }

  #connected(peer: Peer): void {
    const { connectedAt, call } = this.#state.value;
    if (!call) return;
    void peer.authenticate(call.id);
    this.#watch ??= new QualityWatch(
      () => this.getStats(),
      (quality) => this.#change({ quality }),
    );
    if (connectedAt) return;
    this.#change({ connectedAt: Date.now() });
    void this.#announceConnected(peer, call.id).catch(() => undefined);
  }

  /** Where this device takes the call from another one, only when media has come: the peer receives this one's by then. */
  async #announceConnected(peer: Peer, callId: string): Promise<void> {
    if (this.isTaking) await this.#links.delivers(peer);
    if (this.hasEnded) return;
    await this.channel.request('call:connected', { callId });
    this.isTaking = false;
  }

  #change(change: Partial<ActiveCallState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}
