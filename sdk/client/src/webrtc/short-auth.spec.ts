import { describe, expect, it } from '@jest/globals';
import {
  exchangeNonces,
  fingerprintsOf,
  shortAuth,
  type ShortAuth,
  type ShortAuthFacts,
  type ShortAuthWire,
} from './short-auth.js';
import { SYMBOLS } from './short-auth.symbols.js';

const CALLER = 'sha-256 AA:01';
const CALLEE = 'sha-256 BB:02';
const facts: ShortAuthFacts = {
  context: '6f1c2a52-7d5b-4d37-9a53-6d3a1f0c9b11',
  fingerprints: { initiator: CALLER, responder: CALLEE },
  nonces: { initiator: new Uint8Array(32).fill(1), responder: new Uint8Array(32).fill(2) },
};
const words = (pictures: ShortAuth) => pictures.map(({ word }) => word).join(' ');

describe('fingerprintsOf', () => {
  it('takes each fingerprint once, in one spelling and order', () => {
    const sdp = [
      'v=0',
      'a=fingerprint:sha-256 bb:02',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'a=fingerprint:SHA-256 AA:01 ',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      'a=fingerprint:sha-256 BB:02',
    ];
    expect(fingerprintsOf(sdp.join('\r\n'))).toBe('sha-256 AA:01,sha-256 BB:02');
    expect(fingerprintsOf(sdp.reverse().join('\n'))).toBe('sha-256 AA:01,sha-256 BB:02');
  });

  it('is not led astray by a line that only mentions one', () => {
    expect(fingerprintsOf('s=a=fingerprint:sha-256 AA:01\r\na=x-fingerprint:sha-256 AA:01\r\n')).toBe('');
  });
});

describe('the short authentication string', () => {
  it('has 64 different pictures with different words to choose from', () => {
    expect(new Set(SYMBOLS.map(({ emoji }) => emoji)).size).toBe(64);
    expect(new Set(SYMBOLS.map(({ word }) => word)).size).toBe(64);
  });

  it('is what other clients compute, too', async () => {
    expect(words(await shortAuth(facts))).toBe('pig fish apple lamp');
    const zeros = { initiator: new Uint8Array(32), responder: new Uint8Array(32) };
    expect(words(await shortAuth({ ...facts, context: '', nonces: zeros }))).toBe('moon bell anchor guitar');
  });

  const other = new Uint8Array(32).fill(3);
  it.each<[string, Partial<ShortAuthFacts>]>([
    ['another call', { context: '00000000-0000-4000-8000-000000000000' }],
    ["another caller's certificate", { fingerprints: { initiator: 'sha-256 AA:03', responder: CALLEE } }],
    ["another callee's certificate", { fingerprints: { initiator: CALLER, responder: 'sha-256 BB:03' } }],
    ['the ends swapped', { fingerprints: { initiator: CALLEE, responder: CALLER } }],
    ["another nonce of the caller's", { nonces: { ...facts.nonces, initiator: other } }],
    ["another nonce of the callee's", { nonces: { ...facts.nonces, responder: other } }],
  ])('differs with %s', async (_, change) => {
    expect(await shortAuth({ ...facts, ...change })).not.toEqual(await shortAuth(facts));
  });
});

describe('the exchange of nonces', () => {
  it('leaves both ends with the same two', async () => {
    const [ana, ben] = pairOfWires();
    const [atAna, atBen] = await Promise.all([exchangeNonces(ana, true), exchangeNonces(ben, false)]);
    expect(atAna).toEqual(atBen);
    expect(atAna.initiator).not.toEqual(atAna.responder);
  });

  it('is new each time', async () => {
    const once = async () => {
      const [ana, ben] = pairOfWires();
      const [{ initiator, responder }] = await Promise.all([
        exchangeNonces(ana, true),
        exchangeNonces(ben, false),
      ]);
      return [initiator, responder];
    };
    const [first, second] = await Promise.all([once(), once()]);
    expect(first).not.toEqual(second);
  });

  it('refuses a nonce that is not the one committed to', async () => {
    const [eve, ben] = pairOfWires();
    const answer = exchangeNonces(ben, false);
    eve.send(new Uint8Array([1, ...new Uint8Array(32).fill(9)]));
    await eve.receive();
    eve.send(new Uint8Array([2, ...new Uint8Array(32).fill(7)]));
    await expect(answer).rejects.toThrow('commitment');
  });

  it('keeps the nonce of the one who answers back until the other has committed', async () => {
    const [eve, ben] = pairOfWires();
    const answer = exchangeNonces(ben, false);
    eve.send(new Uint8Array([2, ...new Uint8Array(32)]));
    await expect(answer).rejects.toThrow('expected');
    expect(eve.waiting).toBe(0);
  });

  it('keeps the nonce of the one who began back until the other has given theirs', async () => {
    const [ana, eve] = pairOfWires();
    const begun = exchangeNonces(ana, true);
    const commitment = await eve.receive();
    eve.send(commitment);
    await expect(begun).rejects.toThrow('expected');
    expect(eve.waiting).toBe(0);
  });
});

type TestWire = ShortAuthWire & { readonly waiting: number };

function pairOfWires(): [TestWire, TestWire] {
  const queues: Uint8Array<ArrayBuffer>[][] = [[], []];
  const takers: ((() => void) | undefined)[] = [];
  const end = (own: 0 | 1): TestWire => ({
    get waiting() {
      return queues[own]!.length;
    },
    send: (message) => {
      queues[1 - own]!.push(message);
      takers[1 - own]?.();
    },
    receive: async () => {
      if (queues[own]!.length === 0) await new Promise<void>((resolve) => (takers[own] = resolve));
      return queues[own]!.shift()!;
    },
  });
  return [end(0), end(1)];
}
