/** STUN messages as bytes (RFC 8489), with the attributes of TURN (RFC 8656) that an allocation needs. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const METHOD = { binding: 0x001, allocate: 0x003, refresh: 0x004, createPermission: 0x008 } as const;

export const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
  fingerprint: 0x8028,
} as const;

const CLASSES = ['request', 'indication', 'success', 'error'] as const;

export interface StunMessage {
  method: number;
  class: (typeof CLASSES)[number];
  /** 12 bytes. */
  transactionId: Buffer;
  attributes: StunAttribute[];
}

export interface StunAttribute {
  type: number;
  value: Buffer;
}

export interface Address {
  address: string;
  port: number;
}

const COOKIE = 0x2112a442;
export const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 24;
const FINGERPRINT_BYTES = 8;
const FINGERPRINT_XOR = 0x5354554e;

/** @param key when given, MESSAGE-INTEGRITY (HMAC-SHA1) is appended; FINGERPRINT always is */
export function encode(message: StunMessage, key?: Buffer): Buffer {
  const body = message.attributes.map(({ type, value }) => attribute(type, value));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(typeOf(message));
  header.writeUInt32BE(COOKIE, 4);
  message.transactionId.copy(header, 8);
  let bytes: Buffer = Buffer.concat([header, ...body]);
  if (key) {
    bytes = withLength(bytes, INTEGRITY_BYTES);
    const mac = createHmac('sha1', key).update(bytes).digest();
    bytes = Buffer.concat([bytes, attribute(ATTRIBUTE.messageIntegrity, mac)]);
  }
  bytes = withLength(bytes, FINGERPRINT_BYTES);
  return Buffer.concat([bytes, attribute(ATTRIBUTE.fingerprint, fingerprint(bytes))]);
}

/** @throws Error when the bytes are not one whole STUN message, or its fingerprint is wrong */
export function decode(bytes: Buffer): StunMessage {
  if (bytes.length < HEADER_BYTES || bytes[0]! > 0x3f || bytes.readUInt32BE(4) !== COOKIE)
    throw new Error('not a STUN message');
  if (bytes.readUInt16BE(2) !== bytes.length - HEADER_BYTES)
    throw new Error('a STUN message of another length');
  const attributes: StunAttribute[] = [];
  for (let at = HEADER_BYTES; at < bytes.length;) {
    if (at + 4 > bytes.length) throw new Error('a STUN attribute is cut off');
    const type = bytes.readUInt16BE(at);
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) throw new Error('a STUN attribute is cut off');
    const value = bytes.subarray(at + 4, end);
    if (type === ATTRIBUTE.fingerprint && !value.equals(fingerprint(bytes.subarray(0, at))))
      throw new Error('the fingerprint of a STUN message is wrong');
    attributes.push({ type, value });
    at = end + padding(end - at);
  }
  const type = bytes.readUInt16BE(0);
  return {
    method: (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2),
    class: CLASSES[((type & 0x0010) >> 4) | ((type & 0x0100) >> 7)]!,
    transactionId: bytes.subarray(8, HEADER_BYTES),
    attributes,
  };
}

/** Whether the message carries a MESSAGE-INTEGRITY made with that key. */
export function integrityHolds(bytes: Buffer, key: Buffer): boolean {
  for (let at = HEADER_BYTES; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 2);
    if (bytes.readUInt16BE(at) === ATTRIBUTE.messageIntegrity) {
      if (length !== 20 || at + INTEGRITY_BYTES > bytes.length) return false;
      const signed = withLength(bytes.subarray(0, at), INTEGRITY_BYTES);
      const mac = createHmac('sha1', key).update(signed).digest();
      return timingSafeEqual(mac, bytes.subarray(at + 4, at + INTEGRITY_BYTES));
    }
    at += 4 + length + padding(length);
  }
  return false;
}

/** The key of long-term credentials (RFC 8489, 9.2.2); of ASCII ones, for which OpaqueString changes nothing. */
export function longTermKey(username: string, realm: string, password: string): Buffer {
  return createHash('md5').update(`${username}:${realm}:${password}`).digest();
}

export function find({ attributes }: StunMessage, type: number): Buffer | undefined {
  return attributes.find((candidate) => candidate.type === type)?.value;
}

/** @returns the number and phrase of an error response */
export function errorOf(message: StunMessage): { code: number; reason: string } | undefined {
  const value = find(message, ATTRIBUTE.errorCode);
  if (!value || value.length < 4) return undefined;
  return { code: (value[2]! & 0x07) * 100 + value[3]!, reason: value.subarray(4).toString('utf8') };
}

/** Reads XOR-MAPPED-ADDRESS and its kin (RFC 8489, 14.2). */
export function readXorAddress(value: Buffer, transactionId: Buffer): Address {
  const bytes = value[1] === 0x02 ? 16 : 4;
  if (value.length !== 4 + bytes) throw new Error('a STUN address of another length');
  const plain = xor(value.subarray(4), transactionId);
  const address =
    bytes === 4
      ? [...plain].join('.')
      : Array.from({ length: 8 }, (_, i) => plain.readUInt16BE(2 * i).toString(16)).join(':');
  return { address, port: value.readUInt16BE(2) ^ (COOKIE >>> 16) };
}

/** @param address IPv4 */
export function writeXorAddress({ address, port }: Address, transactionId: Buffer): Buffer {
  const head = Buffer.from([0, 0x01, 0, 0]);
  head.writeUInt16BE(port ^ (COOKIE >>> 16), 2);
  return Buffer.concat([head, xor(Buffer.from(address.split('.').map(Number)), transactionId)]);
}

function typeOf({ method, class: kind }: StunMessage): number {
  const bits = CLASSES.indexOf(kind);
  const spread = (method & 0x000f) | ((method & 0x0070) << 1) | ((method & 0x0f80) << 2);
  return spread | ((bits & 1) << 4) | ((bits & 2) << 7);
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc(padding(value.length))]);
}

function padding(length: number): number {
  return (4 - (length % 4)) % 4;
}

/** The length in the header counts the attribute that is about to be appended. */
function withLength(bytes: Buffer, more: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt16BE(bytes.length - HEADER_BYTES + more, 2);
  return copy;
}

function fingerprint(bytes: Buffer): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE((crc32(bytes) ^ FINGERPRINT_XOR) >>> 0);
  return value;
}

function xor(bytes: Buffer, transactionId: Buffer): Buffer {
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(COOKIE);
  transactionId.copy(mask, 4);
  return Buffer.from(bytes.map((byte, i) => byte ^ mask[i]!));
}
