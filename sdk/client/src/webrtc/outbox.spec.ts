import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SignalOut } from '../protocol.js';
import { RinglineError } from '../platform/ringline.error.js';
import { Outbox } from './outbox.js';

interface Sent {
  signal: SignalOut;
  acknowledge: () => Promise<void>;
  refuse: (code: string, retryable?: boolean) => Promise<void>;
}

/** Runs the callbacks of settled promises. */
const flushPromises = () => new Promise<void>((resolve) => setImmediate(resolve));

const offer = { description: { type: 'offer', sdp: 'o' } } as const;
const answer = { description: { type: 'answer', sdp: 'a' } } as const;
const candidate = (name: string) => ({ candidate: { candidate: name } });

describe('the outbox', () => {
  let sent: Sent[];
  let errors: RinglineError[];
  let outbox: Outbox;

  beforeEach(() => {
    sent = [];
    errors = [];
    const transmit = (signal: SignalOut) =>
      new Promise<void>((resolve, reject) => {
        const acknowledge = () => (resolve(), flushPromises());
        const refuse = (code: string, retryable = false) => (
          reject(new RinglineError({ code, message: code, retryable })),
          flushPromises()
        );
        sent.push({ signal, acknowledge, refuse });
      });
    outbox = new Outbox(transmit, (error) => errors.push(error));
  });

  const signals = () => sent.map(({ signal }) => signal);

  it('waits for a group and a peer', () => {
    outbox.push(candidate('1'));
    expect(sent).toEqual([]);
    outbox.address('call');
    expect(signals()).toEqual([{ groupId: 'call', to: undefined, ...candidate('1') }]);
  });

  it('sends candidates that come while others are underway together', async () => {
    outbox.address('call', 'ben');
    for (const name of ['1', '2', '3']) outbox.push(candidate(name));
    expect(sent).toHaveLength(1);
    await sent[0]!.acknowledge();
    expect(signals()[1]).toEqual({
      groupId: 'call',
      to: 'ben',
      candidates: [{ candidate: '2' }, { candidate: '3' }],
    });
  });

  it.each([
    ['many', 250, 10, [1, 100, 100, 50]],
    ['long', 9, 10_000, [1, 3, 3, 3]],
  ])('sends no more candidates together than the server takes: %s', async (_, count, length, sizes) => {
    outbox.address('call', 'ben');
    for (let number = 0; number <= count; number += 1)
      outbox.push(candidate(`${number}`.padEnd(length, '.')));
    for (let at = 0; at < sent.length; at += 1) await sent[at]!.acknowledge();
    expect(signals().map(({ candidates }) => candidates?.length ?? 1)).toEqual(sizes);
  });

  it('lets a description wait for nothing, behind the candidates before it', () => {
    outbox.address('call', 'ben');
    outbox.push(candidate('1'));
    outbox.push(candidate('2'));
    outbox.push(offer);
    expect(signals().map(({ description, candidate: one }) => description?.type ?? one?.candidate)).toEqual([
      '1',
      '2',
      'offer',
    ]);
  });

  it.each(['not_connected', 'ack_timeout', 'peer_gone', 'not_in_group'])(
    'keeps what was refused with %s until flush',
    async (code) => {
      outbox.address('call', 'ben');
      outbox.push(offer);
      await sent[0]!.refuse(code);
      expect(sent).toHaveLength(1);
      outbox.flush();
      expect(signals()[1]).toEqual(signals()[0]);
      expect(errors).toEqual([]);
    },
  );

  it('reports and drops what can never pass', async () => {
    outbox.address('call', 'ben');
    outbox.push(offer);
    await sent[0]!.refuse('payload_too_large');
    outbox.flush();
    expect(sent).toHaveLength(1);
    expect(errors.map(({ code }) => code)).toEqual(['payload_too_large']);
  });

  it('drops an own offer that was rolled back for an answer', async () => {
    outbox.address('call', 'ben');
    outbox.push(offer);
    outbox.push(candidate('1'));
    await Promise.all(sent.map(({ refuse }) => refuse('peer_gone')));
    outbox.push(answer);
    outbox.flush();
    expect(signals().slice(2)).toEqual([{ groupId: 'call', to: 'ben', ...answer }]);
  });

  it('no longer sends anything once cleared', async () => {
    outbox.address('call', 'ben');
    outbox.push(offer);
    await sent[0]!.refuse('peer_gone');
    outbox.clear();
    outbox.flush();
    expect(sent).toHaveLength(1);
  });
});
