import type { IceServer, LastSeq, SignalIn, SignalOut, VoicePeer } from '../protocol.js';
import type { RinglineError } from '../platform/ringline.error.js';
import { Link } from '../webrtc/link.js';
import type { Peer } from '../webrtc/peer.js';
import type { IncomingMedia, VoiceMedia } from './voice.media.js';

export interface MeshOptions {
  groupId: string;
  iceServers: IceServer[];
  relayOnly: boolean;
  /** The media that this device sends. */
  stream: MediaStream;
  transmit: (signal: SignalOut) => Promise<unknown>;
  onChange: () => void;
  onError: (error: RinglineError) => void;
}

/** A connection to every other device; the joining device makes the offers. */
export class Mesh implements VoiceMedia {
  readonly #links = new Map<string, Link>();
  #iceServers: IceServer[];

  constructor(private readonly options: MeshOptions) {
    this.#iceServers = options.iceServers;
  }

  meet(peers: readonly VoicePeer[]): void {
    for (const { peerId } of peers) if (!this.#links.has(peerId)) void this.#call(peerId);
  }

  welcome({ peerId }: VoicePeer): void {
    this.#expect(peerId);
  }

  of({ peerId }: VoicePeer): IncomingMedia | undefined {
    const peer = this.#links.get(peerId)?.peer;
    if (!peer) return undefined;
    const { connection, remoteVideo } = peer.state.value;
    return {
      stream: peer.remoteStream,
      connection,
      video: remoteVideo,
      level: () => peer.soundLevel(),
      getStats: () => peer.getStats(),
    };
  }

  senders(): Peer[] {
    return [...this.#links.values()].flatMap(({ peer }) => peer ?? []);
  }

  /** An offer may overtake the event that announces its sender. */
  receive(signal: SignalIn): void {
    if (signal.groupId === this.options.groupId) this.#expect(signal.from).receive(signal);
  }

  lastSeqs(): LastSeq[] {
    return [...this.#links].map(([peerId, { lastSeq }]) => ({ peerId, seq: lastSeq }));
  }

  /** The other device came back: it may have missed our last state. */
  back({ peerId }: VoicePeer): void {
    const link = this.#links.get(peerId);
    link?.flush();
    link?.peer?.repeatOffer();
  }

  /** This device came back. @param unrecovered peers whose signals may be missing */
  resume(missed: readonly SignalIn[], unrecovered: readonly string[]): void {
    for (const signal of missed) this.receive(signal);
    // A peer that joined meanwhile, and whose offer was lost, makes it again when it learns that this device is back.
    for (const peerId of unrecovered) this.#expect(peerId);
    for (const [peerId, link] of this.#links) {
      link.flush();
      if (unrecovered.includes(peerId) && !link.peer?.repeatOffer()) link.peer?.restartIce();
    }
  }

  setIceServers(iceServers: IceServer[]): void {
    this.#iceServers = iceServers;
    for (const peer of this.senders()) peer.setIceServers(iceServers);
  }

  remove({ peerId }: VoicePeer): void {
    this.#links.get(peerId)?.close();
    this.#links.delete(peerId);
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  async #call(peerId: string): Promise<void> {
    const link = this.#open(peerId, false);
    const showsPicture = this.options.stream.getVideoTracks().length > 0;
    const description = await link.peer!.offer(this.options.stream, showsPicture).catch(() => undefined);
    if (description) link.send({ description });
  }

  #expect(peerId: string): Link {
    const known = this.#links.get(peerId);
    if (known) return known;
    const link = this.#open(peerId, true);
    link.peer!.answerWith(Promise.resolve(this.options.stream));
    return link;
  }

  #open(peerId: string, polite: boolean): Link {
    const { groupId, relayOnly, transmit, onChange, onError } = this.options;
    const link = new Link(transmit, onError);
    this.#links.set(peerId, link);
    const peer = link.open({ polite, iceServers: this.#iceServers, relayOnly });
    peer.state.subscribe(onChange);
    link.address(groupId, peerId);
    return link;
  }
}
