import type { IceCandidate, IceServer, SessionDescription, SignalBody } from '../protocol.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import { judge } from './negotiation.policy.js';
import { ConnectionProof } from './connection-proof.js';
import { Loudness } from '../devices/loudness.js';
import type { ShortAuth } from './short-auth.js';

/** How long a `disconnected` connection may heal by itself before ICE is restarted. */
const HEALING_MS = 4_000;

export interface PeerState {
  connection: RTCPeerConnectionState;
  /** Whether the peer shows a picture now. */
  remoteVideo: boolean;
  /** After `authenticate`. Withdrawn for good when the peer's certificate is replaced. */
  shortAuth?: ShortAuth | 'withdrawn';
}

export interface PeerOptions {
  /** Gives way when both sides offer at once: the callee. */
  polite: boolean;
  iceServers: IceServer[];
  /** Media through TURN only. */
  relayOnly: boolean;
  send: (signal: SignalBody) => void;
  onError: (error: RinglineError) => void;
}

/** One RTCPeerConnection under perfect negotiation (W3C WebRTC 1.0, section 10.7). */
export class Peer {
  readonly remoteStream = new MediaStream();
  readonly #loudness = new Loudness();
  readonly #pc: RTCPeerConnection;
  readonly #state = new Observable<PeerState>({ connection: 'new', remoteVideo: false });
  readonly #options: PeerOptions;
  #local?: Promise<MediaStream>;
  #polite: boolean;
  #makingOffer = false;
  #ignoringOffer = false;
  #settingRemoteAnswer = false;
  #remoteKnown = false;
  #early: RTCIceCandidateInit[] = [];
  #healing?: ReturnType<typeof setTimeout>;
  readonly #proof: ConnectionProof;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#polite = options.polite;
    this.#pc = new RTCPeerConnection({
      iceServers: options.iceServers,
      iceTransportPolicy: options.relayOnly ? 'relay' : 'all',
      bundlePolicy: 'max-bundle',
    });
    this.#proof = new ConnectionProof(this.#pc);
    this.#pc.onicecandidate = ({ candidate }) => options.send({ candidate: candidate && plain(candidate) });
    this.#pc.ontrack = ({ track }) => this.#received(track);
    this.#pc.onconnectionstatechange = () => this.#connectionChanged();
  }

  get state(): Readable<PeerState> {
    return this.#state;
  }

  /** The caller's first offer, without waiting for candidates. `withVideo` asks for a picture even without a camera. */
  async offer(stream: MediaStream, withVideo: boolean): Promise<SessionDescription> {
    for (const track of stream.getTracks()) this.#pc.addTrack(track, stream);
    const showsPicture = stream.getVideoTracks().length > 0;
    if (withVideo && !showsPicture) this.#pc.addTransceiver('video', { direction: 'recvonly' });
    this.#proof.open();
    await this.#pc.setLocalDescription();
    this.#pc.onnegotiationneeded = () => void this.#negotiate();
    return this.#description();
  }

  /** The callee's media. The first offer is answered without waiting for it: ICE and DTLS run while devices start. */
  answerWith(stream: Promise<MediaStream>): void {
    this.#local = stream;
    this.#pc.onnegotiationneeded = () => void this.#negotiate();
  }

  receive(signal: SignalBody): void {
    if (signal.description) void this.#guarded(this.#describe(signal.description));
    const candidates = signal.candidates ?? (signal.candidate === undefined ? [] : [signal.candidate]);
    for (const candidate of candidates) this.#candidate(candidate ?? undefined);
  }

  /** From now on this side gives way, also with an offer that is out already. */
  yield(): void {
    this.#polite = true;
  }

  /** Repeats an offer that still waits for its answer; it carries the candidates found so far. */
  repeatOffer(): boolean {
    if (this.#pc.signalingState !== 'have-local-offer') return false;
    this.#options.send({ description: this.#description() });
    return true;
  }

  restartIce(): void {
    if (this.#pc.connectionState !== 'closed') this.#pc.restartIce();
  }

  /** Learned after the offer: media through TURN only; candidates gathered by then are gathered anew. */
  useRelayOnly(): void {
    if (this.#pc.connectionState === 'closed') return;
    const configuration = this.#pc.getConfiguration();
    if (configuration.iceTransportPolicy === 'relay') return;
    this.#pc.setConfiguration({ ...configuration, iceTransportPolicy: 'relay' });
    if (this.#pc.localDescription) this.restartIce();
  }

  setIceServers(iceServers: IceServer[]): void {
    if (this.#pc.connectionState === 'closed') return;
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers });
  }

  /** Starts, replaces or (null) ends the device's own picture; the peer learns it by renegotiation. */
  async setVideo(track: MediaStreamTrack | null, stream: MediaStream): Promise<void> {
    const transceiver = this.#pc
      .getTransceivers()
      .find(({ receiver, direction }) => receiver.track.kind === 'video' && direction !== 'stopped');
    if (!transceiver) {
      if (track) this.#pc.addTrack(track, stream);
      return;
    }
    await transceiver.sender.replaceTrack(track);
    if (track) transceiver.sender.setStreams(stream);
    transceiver.direction = track ? 'sendrecv' : 'recvonly';
  }

  /** Switches to another microphone, without renegotiation. */
  async setAudio(track: MediaStreamTrack): Promise<void> {
    await this.#pc
      .getSenders()
      .find((sender) => sender.track?.kind === 'audio')
      ?.replaceTrack(track);
  }

  /**
   * Computes the short authentication string of this connection, once; `state` has it afterwards, unless the peer does not
   * support it. Call when connected.
   * @param context a name of this connection that both sides know
   */
  async authenticate(context: string): Promise<void> {
    const shortAuth = await this.#proof.give(context, !this.#polite);
    if (shortAuth && !this.#state.value.shortAuth) this.#state.set({ ...this.#state.value, shortAuth });
  }

  /** The peer's loudness since the last call, 0 to 1. */
  async soundLevel(): Promise<number> {
    return this.#loudness.measure(await this.getStats());
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  close(): void {
    clearTimeout(this.#healing);
    this.#pc.close();
    this.#state.set({ connection: 'closed', remoteVideo: false });
  }

  async #negotiate(): Promise<void> {
    this.#makingOffer = true;
    const offered = this.#pc.setLocalDescription().then(() => {
      this.#options.send({ description: this.#description() });
    });
    await this.#guarded(offered);
    this.#makingOffer = false;
  }

  async #describe(description: SessionDescription): Promise<void> {
    const verdict = judge(description.type, {
      polite: this.#polite,
      makingOffer: this.#makingOffer,
      settingRemoteAnswer: this.#settingRemoteAnswer,
      signalingState: this.#pc.signalingState,
    });
    if (description.type === 'offer') this.#ignoringOffer = verdict === 'ignore';
    if (verdict !== 'apply') return;
    this.#witness(description);
    this.#settingRemoteAnswer = description.type === 'answer';
    const applied = this.#pc.setRemoteDescription(description);
    this.#remoteKnown = true;
    for (const candidate of this.#early.splice(0)) this.#candidate(candidate);
    await applied.finally(() => (this.#settingRemoteAnswer = false));
    if (description.type !== 'offer') return;
    if (description.sdp?.includes('m=application')) this.#proof.open();
    const local = this.#local;
    this.#local = undefined;
    if (local) for (const transceiver of this.#pc.getTransceivers()) transceiver.direction = 'sendrecv';
    await this.#pc.setLocalDescription();
    this.#options.send({ description: this.#description() });
    if (local) await this.#fill(await local);
  }

  #witness(description: SessionDescription): void {
    if (description.sdp) this.#proof.witness(description.sdp);
    if (this.#proof.isBroken && this.#state.value.shortAuth)
      this.#state.set({ ...this.#state.value, shortAuth: 'withdrawn' });
  }

  /** The answer promised to send; kinds without a device are withdrawn by renegotiation. */
  async #fill(stream: MediaStream): Promise<void> {
    const empty = this.#pc.getTransceivers().filter(({ sender }) => !sender.track);
    for (const transceiver of empty) {
      const { kind } = transceiver.receiver.track;
      const track = stream.getTracks().find((candidate) => candidate.kind === kind);
      if (track) await transceiver.sender.replaceTrack(track);
      else transceiver.direction = 'recvonly';
    }
    const sent = this.#pc.getSenders().map(({ track }) => track);
    for (const track of stream.getTracks()) if (!sent.includes(track)) this.#pc.addTrack(track, stream);
  }

  /** Candidates that overtake their description wait for it. */
  #candidate(candidate: RTCIceCandidateInit | undefined): void {
    if (!this.#remoteKnown) {
      if (candidate) this.#early.push(candidate);
      return;
    }
    const added = this.#pc.addIceCandidate(candidate).catch((error: unknown) => {
      if (!this.#ignoringOffer) throw error;
    });
    void this.#guarded(added);
  }

  #description(): SessionDescription {
    const { type, sdp } = this.#pc.localDescription!;
    return { type, sdp };
  }

  #received(track: MediaStreamTrack): void {
    this.remoteStream.addTrack(track);
    const look = () => this.#look();
    for (const event of ['mute', 'unmute', 'ended']) track.addEventListener(event, look);
    look();
  }

  #look(): void {
    const shows = (track: MediaStreamTrack) => track.readyState === 'live' && !track.muted;
    const remoteVideo = this.remoteStream.getVideoTracks().some(shows);
    if (remoteVideo !== this.#state.value.remoteVideo) this.#state.set({ ...this.#state.value, remoteVideo });
  }

  #connectionChanged(): void {
    const connection = this.#pc.connectionState;
    clearTimeout(this.#healing);
    if (connection === 'failed') this.restartIce();
    if (connection === 'disconnected') this.#healing = setTimeout(() => this.restartIce(), HEALING_MS);
    this.#state.set({ ...this.#state.value, connection });
  }

  /** Steps that are cut short by `close` are no errors. */
  async #guarded(step: Promise<unknown>): Promise<void> {
    try {
      await step;
    } catch (cause) {
      if (this.#pc.signalingState !== 'closed') this.#options.onError(RinglineError.from(cause));
    }
  }
}

/** The first connection of a page costs the browser its codecs and threads; paid while it rings, answering is quicker. */
export async function warmUp(media: 'audio' | 'video'): Promise<void> {
  const pc = new RTCPeerConnection();
  pc.addTransceiver('audio');
  if (media === 'video') pc.addTransceiver('video');
  await pc.createOffer().finally(() => pc.close());
}

function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): IceCandidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
