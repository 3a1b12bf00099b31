import {
  exchangeNonces,
  fingerprintsOf,
  shortAuth,
  type ShortAuth,
  type ShortAuthWire,
} from './short-auth.js';

type Message = Uint8Array<ArrayBuffer>;

/** Proves one RTCPeerConnection: watches the peer's certificate and exchanges nonces on a data channel. */
export class ConnectionProof {
  #channel?: RTCDataChannel;
  #given?: Promise<ShortAuth | undefined>;
  #theirs?: string;
  #broken = false;
  readonly #received: Message[] = [];
  #taker?: { resolve: (message: Message) => void; reject: (cause: Error) => void };

  constructor(private readonly pc: RTCPeerConnection) {}

  /** Both ends open the channel by its number, so it needs no handshake: before an offer, or between offer and answer. */
  open(): void {
    if (this.#channel) return;
    this.#channel = this.pc.createDataChannel('short-auth', { negotiated: true, id: 0 });
    this.#channel.binaryType = 'arraybuffer';
    this.#channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.#take(new Uint8Array(data));
    this.#channel.onclose = () => this.#taker?.reject(new Error('The channel was closed.'));
  }

  /** Must be called with every description of the peer before it is applied. */
  witness(sdp: string): void {
    const fingerprints = fingerprintsOf(sdp);
    this.#theirs ??= fingerprints;
    if (fingerprints !== this.#theirs) this.#broken = true;
  }

  /** Another certificate came after the first: it may have been made to fit nonces that were known by then. */
  get isBroken(): boolean {
    return this.#broken;
  }

  /** Once for each connection: a peer that could repeat it could try until two strings happen to match. */
  give(context: string, initiator: boolean): Promise<ShortAuth | undefined> {
    this.#given ??= this.#compute(context, initiator).catch(() => undefined);
    return this.#given;
  }

  async #compute(context: string, initiator: boolean): Promise<ShortAuth | undefined> {
    const ours = fingerprintsOf(this.pc.localDescription?.sdp ?? '');
    const theirs = this.#theirs;
    if (!this.#channel || !ours || !theirs) return undefined;
    await opened(this.#channel);
    const nonces = await exchangeNonces(this.#wire(this.#channel), initiator);
    const fingerprints = initiator
      ? { initiator: ours, responder: theirs }
      : { initiator: theirs, responder: ours };
    const proof = await shortAuth({ context, fingerprints, nonces });
    return this.#broken ? undefined : proof;
  }

  #wire(channel: RTCDataChannel): ShortAuthWire {
    return {
      send: (message) => channel.send(message),
      receive: () =>
        new Promise((resolve, reject) => {
          const message = this.#received.shift();
          if (message) resolve(message);
          else this.#taker = { resolve, reject };
        }),
    };
  }

  #take(message: Message): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker) taker.resolve(message);
    else this.#received.push(message);
  }
}

function opened(channel: RTCDataChannel): Promise<void> {
  if (channel.readyState === 'open') return Promise.resolve();
  return new Promise((resolve) => (channel.onopen = () => resolve()));
}
