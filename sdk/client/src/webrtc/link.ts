import type { SignalIn, SignalOut } from '../protocol.js';
import type { RinglineError } from '../platform/ringline.error.js';
import { Outbox } from './outbox.js';
import { Peer, type PeerOptions } from './peer.js';

/** The link to one device of the peer: signals in order and each once, and the connection they make. */
export class Link {
  readonly #outbox: Outbox;
  #peer?: Peer;
  #remotePeerId?: string;
  #lastSeq = 0;

  constructor(
    transmit: (signal: SignalOut) => Promise<unknown>,
    private readonly onError: (error: RinglineError) => void,
  ) {
    this.#outbox = new Outbox(transmit, onError);
  }

  get peer(): Peer | undefined {
    return this.#peer;
  }

  /** Unknown while nobody has answered. */
  get remotePeerId(): string | undefined {
    return this.#remotePeerId;
  }

  /** The highest number of a received signal: later ones were missed. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  open(options: Omit<PeerOptions, 'send' | 'onError'>): Peer {
    const { onError } = this;
    this.#peer = new Peer({ ...options, send: (signal) => this.#outbox.push(signal), onError });
    return this.#peer;
  }

  /** All signals so far wait for the first recipient. Without `to` the server keeps them for the device that accepts. */
  address(groupId: string, to?: string): void {
    this.#remotePeerId = to;
    this.#outbox.address(groupId, to);
  }

  send(body: Parameters<Outbox['push']>[0]): void {
    this.#outbox.push(body);
  }

  /** Numbered signals are taken once and in order; those from before the answer bear no number. */
  receive(signal: SignalIn): void {
    if (signal.seq !== undefined) {
      if (signal.seq <= this.#lastSeq) return;
      this.#lastSeq = signal.seq;
    }
    this.#peer?.receive(signal);
  }

  /** Sends undelivered signals again. */
  flush(): void {
    this.#outbox.flush();
  }

  /** Drops unsent signals. */
  clear(): void {
    this.#outbox.clear();
  }

  close(): void {
    this.#outbox.clear();
    this.#peer?.close();
  }
}
