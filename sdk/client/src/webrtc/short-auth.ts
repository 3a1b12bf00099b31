import { sha256 as digest } from '../platform/secure-only.js';
/**
 * The short authentication string of a connection: equal on both ends exactly when both saw the same two DTLS certificates.
 * docs/decisions/0015 explains why nonces are committed to and how much 24 bits are worth.
 */
import { SYMBOLS, type ShortAuthSymbol } from './short-auth.symbols.js';

/** Four of 64 pictures: 24 bits. */
export type ShortAuth = readonly ShortAuthSymbol[];

type Bytes = Uint8Array<ArrayBuffer>;

/** One fact for each end. The initiator is the impolite peer: in a call, the caller. */
interface Both<T> {
  initiator: T;
  responder: T;
}

export interface ShortAuthFacts {
  /** The call's id, so that the same nonces and certificates mean nothing in another call. */
  context: string;
  /** As `fingerprintsOf` gives them. */
  fingerprints: Both<string>;
  /** 32 bytes each. */
  nonces: Both<Bytes>;
}

/** Messages between the two ends, in order, inside the DTLS connection that is being proved. */
export interface ShortAuthWire {
  send(message: Bytes): void;
  receive(): Promise<Bytes>;
}

const DOMAIN = 'ringline short authentication 1';
const COMMITMENT = 1;
const NONCE = 2;
const NONCE_BYTES = 32;
const PICTURES = 4;

/** All certificate fingerprints of an SDP (RFC 8122, `a=fingerprint`), each once, in one spelling and order. */
export function fingerprintsOf(sdp: string): string {
  const lines = sdp.matchAll(/^a=fingerprint:\s*(\S+)\s+(\S+)\s*$/gm);
  const found = [...lines].map(([, hash, value]) => `${hash!.toLowerCase()} ${value!.toUpperCase()}`);
  return [...new Set(found)].sort().join(',');
}

/** The first 24 bits of SHA-256 over all facts, six bits for each picture. */
export async function shortAuth({ context, fingerprints, nonces }: ShortAuthFacts): Promise<ShortAuth> {
  const lines = [
    DOMAIN,
    context,
    fingerprints.initiator,
    fingerprints.responder,
    hex(nonces.initiator),
    hex(nonces.responder),
  ];
  const [a, b, c] = await sha256(encode(lines.join('\n')));
  const bits = (a! << 16) | (b! << 8) | c!;
  return Array.from({ length: PICTURES }, (_, i) => SYMBOLS[(bits >> (6 * (PICTURES - 1 - i))) & 63]!);
}

/**
 * The initiator commits to its nonce before it sees the other one, and opens the commitment after. So neither end, nor anyone
 * between them, can choose a nonce that fits.
 * @throws when the other end violates the protocol
 */
export async function exchangeNonces(wire: ShortAuthWire, initiator: boolean): Promise<Both<Bytes>> {
  const own = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  if (initiator) {
    wire.send(message(COMMITMENT, await commitment(own)));
    const theirs = content(NONCE, await wire.receive());
    wire.send(message(NONCE, own));
    return { initiator: own, responder: theirs };
  }
  const committed = content(COMMITMENT, await wire.receive());
  wire.send(message(NONCE, own));
  const theirs = content(NONCE, await wire.receive());
  if (hex(await commitment(theirs)) !== hex(committed)) throw new Error('The commitment was not kept.');
  return { initiator: theirs, responder: own };
}

function commitment(nonce: Bytes): Promise<Bytes> {
  return sha256(encode(`${DOMAIN} commitment\n${hex(nonce)}`));
}

function message(kind: number, bytes: Bytes): Bytes {
  return new Uint8Array([kind, ...bytes]);
}

function content(kind: number, received: Bytes): Bytes {
  if (received.length !== 1 + NONCE_BYTES || received[0] !== kind)
    throw new Error('Not the message expected.');
  return received.slice(1);
}

/** Where the browser has no digest there is no proof. */
async function sha256(bytes: Bytes): Promise<Bytes> {
  const hash = await digest(bytes);
  if (!hash) throw new Error('There is no digest in an insecure context.');
  return hash;
}

function encode(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function hex(bytes: Bytes): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
