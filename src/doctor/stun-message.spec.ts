import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  ATTRIBUTE,
  decode,
  encode,
  errorOf,
  find,
  integrityHolds,
  longTermKey,
  METHOD,
  readXorAddress,
  writeXorAddress,
} from './stun-message.js';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

/** RFC 5769. */
const PASSWORD = Buffer.from('VOkJxbRl1RmTxUk/WvJxBt');
const REQUEST = bytes(`
  00010058 2112a442 b7e7a701bc34d686fa87dfae
  80220010 5354554e207465737420636c69656e74
  00240004 6e0001ff
  80290008 932ff9b151263b36
  00060009 6576746a3a68367659 202020
  00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
  80280004 e57a3bcf`);
const IPV4_RESPONSE = bytes(`
  0101003c 2112a442 b7e7a701bc34d686fa87dfae
  8022000b 7465737420766563746f72 20
  00200008 0001a147e112a643
  00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7
  80280004 c07d4c96`);
const IPV6_RESPONSE = bytes(`
  01010048 2112a442 b7e7a701bc34d686fa87dfae
  8022000b 7465737420766563746f72 20
  00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9
  00080014 a382954e4be67bf11784c97c8292c275bfe3ed41
  80280004 c8fb0b4c`);
const LONG_TERM_REQUEST = bytes(`
  00010060 2112a442 78ad3433c6ad72c029da412e
  00060012 e3839ee38388e383aae38383e382afe382b9 0000
  0015001c 662f2f3439396b3935346436 4f4c33346f4c39465354767936347341
  0014000b 6578616d706c652e6f7267 00
  00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666`);

describe('the messages of RFC 5769', () => {
  it('a request with short-term credentials', () => {
    const message = decode(REQUEST);
    expect(message).toMatchObject({ method: METHOD.binding, class: 'request' });
    expect(message.transactionId).toEqual(bytes('b7e7a701bc34d686fa87dfae'));
    expect(find(message, ATTRIBUTE.username)?.toString()).toBe('evtj:h6vY');
    expect(integrityHolds(REQUEST, PASSWORD)).toBe(true);
    expect(integrityHolds(REQUEST, Buffer.from('another'))).toBe(false);
  });

  it.each([
    ['IPv4', IPV4_RESPONSE, '192.0.2.1'],
    ['IPv6', IPV6_RESPONSE, '2001:db8:1234:5678:11:2233:4455:6677'],
  ])('a response with an %s address', (_, response, address) => {
    const message = decode(response);
    expect(message).toMatchObject({ method: METHOD.binding, class: 'success' });
    const mapped = find(message, ATTRIBUTE.xorMappedAddress)!;
    expect(readXorAddress(mapped, message.transactionId)).toEqual({ address, port: 32853 });
    expect(integrityHolds(response, PASSWORD)).toBe(true);
  });

  it('a request with long-term credentials, read and written', () => {
    const key = longTermKey('マトリックス', 'example.org', 'TheMatrIX');
    expect(integrityHolds(LONG_TERM_REQUEST, key)).toBe(true);
    const message = decode(LONG_TERM_REQUEST);
    const signed = message.attributes.filter(({ type }) => type !== ATTRIBUTE.messageIntegrity);
    const written = encode({ ...message, attributes: signed }, key);
    // Ours ends in a fingerprint, which only the length announces.
    expect(written.subarray(4, LONG_TERM_REQUEST.length)).toEqual(LONG_TERM_REQUEST.subarray(4));
    expect(decode(written).attributes.at(-1)?.type).toBe(ATTRIBUTE.fingerprint);
  });
});

describe('what is not a message', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a piece of one', REQUEST.subarray(0, 40)],
    ['more than one', Buffer.concat([REQUEST, REQUEST])],
    ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['one with a changed byte', Buffer.from(REQUEST).fill(0, 30, 31)],
    [
      'one whose attribute ends outside',
      bytes('01010008 2112a442 b7e7a701bc34d686fa87dfae 00200010 00000000'),
    ],
  ])('%s is refused', (_, given) => {
    expect(() => decode(given)).toThrow();
  });
});

describe('what is written', () => {
  it.each(Object.entries(METHOD))('reads the same again: %s', (_, method) => {
    for (const kind of ['request', 'indication', 'success', 'error'] as const) {
      const message = {
        method,
        class: kind,
        transactionId: randomBytes(12),
        attributes: [{ type: ATTRIBUTE.nonce, value: Buffer.from('12345') }],
      };
      const { attributes, ...rest } = decode(encode(message));
      expect({ ...rest, attributes: attributes.slice(0, 1) }).toEqual(message);
    }
  });

  it('an address reads the same again', () => {
    const transactionId = randomBytes(12);
    const address = { address: '10.20.30.40', port: 49160 };
    expect(readXorAddress(writeXorAddress(address, transactionId), transactionId)).toEqual(address);
  });

  it('an error reads as its number and phrase', () => {
    const value = Buffer.concat([Buffer.from([0, 0, 4, 38]), Buffer.from('Stale Nonce')]);
    const message = {
      method: METHOD.allocate,
      class: 'error' as const,
      transactionId: randomBytes(12),
      attributes: [{ type: ATTRIBUTE.errorCode, value }],
    };
    expect(errorOf(decode(encode(message)))).toEqual({ code: 438, reason: 'Stale Nonce' });
  });
});
