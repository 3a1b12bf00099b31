import type { IceServer, SignalIn, SignalOut } from '../protocol.js';
import type { RinglineError } from '../platform/ringline.error.js';
import { firstPackets } from './first-packets.js';
import { Link } from './link.js';
import type { Peer } from './peer.js';

const UNKNOWN_LIMIT = 64;
/** How long media is waited for from a device that should send but does not. */
const SILENCE_MS = 5_000;

interface LinksOptions {
  transmit: (signal: SignalOut) => Promise<unknown>;
  onError: (error: RinglineError) => void;
  /** The connection that counts now has changed, or is another one. */
  onChange: (peer: Peer) => void;
}

interface PeerOptions {
  polite: boolean;
  relayOnly: boolean;
}

/** The links to the peer: one, and a second one while the call moves from one of their devices to another. */
export class Links {
  #current: Link;
  #next?: Link;
  #iceServers: IceServer[] = [];
  /** From devices that were not announced yet. */
  #unknown: SignalIn[] = [];
  #held?: SignalIn[];

  constructor(private readonly options: LinksOptions) {
    this.#current = this.#make();
  }

  /** The one that counts. */
  get current(): Link {
    return this.#current;
  }

  get peers(): Peer[] {
    return [this.#current.peer, this.#next?.peer].filter((peer) => peer !== undefined);
  }

  open(options: PeerOptions, iceServers: IceServer[], link = this.#current): Peer {
    const peer = link.open({ ...options, iceServers });
    peer.state.subscribe(() => {
      if (peer === this.#current.peer) this.options.onChange(peer);
    });
    return peer;
  }

  setIceServers(iceServers: IceServer[]): void {
    this.#iceServers = iceServers;
    for (const peer of this.peers) peer.setIceServers(iceServers);
  }

  receive(signal: SignalIn): void {
    const { remotePeerId } = this.#current;
    if (this.#held) this.#held.push(signal);
    else if (signal.from === this.#next?.remotePeerId) this.#next.receive(signal);
    else if (remotePeerId === undefined || signal.from === remotePeerId) this.#current.receive(signal);
    else if (this.#unknown.length < UNKNOWN_LIMIT) this.#unknown.push(signal);
  }

  /** New signals wait for the missed ones before them from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** First the missed signals, then the waiting ones, then undelivered ones again. */
  catchUp(missed: SignalIn[]): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const signal of [...missed, ...held]) this.receive(signal);
    this.flush();
  }

  flush(): void {
    this.#current.flush();
    this.#next?.flush();
  }

  /** A second way, to a device that comes into the call and will send an offer. */
  begin(groupId: string, peerId: string, options: PeerOptions, stream: Promise<MediaStream>): void {
    if (peerId === this.#current.remotePeerId || peerId === this.#next?.remotePeerId) return;
    this.#next?.close();
    const link = (this.#next = this.#make());
    link.address(groupId, peerId);
    this.open(options, this.#iceServers, link).answerWith(stream);
    const waiting = this.#unknown.filter(({ from }) => from === peerId);
    this.#unknown = [];
    for (const signal of waiting) link.receive(signal);
  }

  /**
   * The second way is the one, as soon as it brings media; only then the first one is closed.
   * @returns its connection, unless it has been dropped meanwhile
   */
  async adopt(peerId: string): Promise<Peer | undefined> {
    const next = this.#next;
    if (!next?.peer || next.remotePeerId !== peerId) return undefined;
    await this.delivers(next.peer);
    if (this.#next !== next) return undefined;
    this.#current.close();
    this.#current = next;
    this.#next = undefined;
    return next.peer;
  }

  /** Resolves when media comes over the connection, or when it is unlikely to come at all. */
  delivers(peer: Peer): Promise<boolean> {
    return firstPackets(() => peer.getStats(), SILENCE_MS);
  }

  /** The second way leads nowhere, if it leads there. */
  drop(there: (peerId?: string) => boolean): void {
    if (!this.#next || !there(this.#next.remotePeerId)) return;
    this.#next.close();
    this.#next = undefined;
  }

  close(): void {
    this.#current.close();
    this.drop(() => true);
  }

  #make(): Link {
    return new Link(this.options.transmit, this.options.onError);
  }
}
