import { beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_FRAME_BYTES } from '../../../../src/platform/wire/wire-limits.protocol.js';
import { RinglineError } from '../platform/ringline.error.js';
import { DeliveryGuard } from './delivery-guard.js';
import { type Frame, frameOf } from './frame.js';

/** Runs the callbacks of settled promises. */
const flushPromises = () => new Promise<void>((resolve) => setImmediate(resolve));
const message = (text: string): Frame => frameOf('message:send', { text });
const lost = new RinglineError({ code: 'ack_timeout', message: '', retryable: true });

describe('what is sent again after a connection broke', () => {
  let guard: DeliveryGuard;
  /** The unacknowledged events, the first sent first. */
  let wire: { text: string; arrive: () => void; lose: () => void }[];
  let codes: Record<string, string>;

  beforeEach(() => {
    guard = new DeliveryGuard();
    wire = [];
    codes = {};
  });

  const send = (frame: Frame) => {
    const transmit = () =>
      new Promise<{ ok: true; data: object }>((resolve, reject) => {
        wire.push({
          text: frame.text,
          arrive: () => resolve({ ok: true, data: {} }),
          lose: () => reject(lost),
        });
      });
    guard.send(frame, transmit).then(
      () => (codes[frame.text] = 'ok'),
      (cause: unknown) => (codes[frame.text] = RinglineError.from(cause).code),
    );
  };
  const breaks = (wasTooLarge = false) => {
    guard.broke(wasTooLarge);
    for (const { lose } of wire.splice(0)) lose();
    return flushPromises();
  };

  it('goes together as long as nothing broke', () => {
    for (const text of ['a', 'b', 'c']) send(message(text));
    expect(wire).toHaveLength(3);
  });

  it('goes alone after that, in its order, and what is new waits behind it', async () => {
    for (const text of ['a', 'b']) send(message(text));
    await breaks();
    for (const text of ['a', 'b', 'c']) send(message(text));
    send(frameOf('room:typing', {}));
    await flushPromises();
    expect(wire.map(({ text }) => text)).toEqual([frameOf('room:typing', {}).text, message('a').text]);
    for (const expected of ['a', 'b', 'c']) {
      const next = wire.find(({ text }) => text === message(expected).text)!;
      next.arrive();
      await flushPromises();
      expect(codes[message(expected).text]).toBe('ok');
    }
    send(message('d'));
    send(message('e'));
    expect(wire.slice(-2).map(({ text }) => text)).toEqual([message('d').text, message('e').text]);
  });

  it('is given up after three connections, and only what breaks them', async () => {
    const all = ['innocent', 'breaker', 'other'];
    for (let connection = 0; connection < 5; connection += 1) {
      for (const text of all)
        if (!['ok', 'undeliverable'].includes(codes[message(text).text]!)) send(message(text));
      await flushPromises();
      for (let at = 0; at < wire.length; at += 1) {
        if (wire[at]!.text === message('breaker').text) continue;
        if (wire.length === 1 || connection > 0) wire[at]!.arrive();
        await flushPromises();
      }
      if (wire.some(({ text }) => text === message('breaker').text)) await breaks();
    }
    expect(all.map((text) => codes[message(text).text])).toEqual(['ok', 'undeliverable', 'ok']);
    send(message('breaker'));
    await flushPromises();
    expect(codes[message('breaker').text]).toBe('undeliverable');
    expect(wire.filter(({ text }) => text === message('breaker').text)).toEqual([]);
  });

  it('is given up at once where the server says that it was too large: the largest alone', async () => {
    for (const text of ['small', 'l'.repeat(1000), 'also small']) send(message(text));
    await breaks(true);
    expect(Object.values(codes)).toEqual(['ack_timeout', 'payload_too_large', 'ack_timeout']);
    send(message('l'.repeat(1000)));
    await flushPromises();
    expect(wire).toEqual([]);
  });

  it('is not held guilty for what another event breaks', async () => {
    const open = frameOf('inbox:open', { room: 'public' });
    const breaker = message('breaker');
    // Suspects are sent one after the other; a cleared event is sent beside those that are still suspected.
    for (const onTheWire of [[open, breaker], [open], [open, breaker], [open]]) {
      const isFirst = Object.keys(codes).length === 0;
      send(open);
      if (codes[breaker.text] !== 'undeliverable') send(breaker);
      await flushPromises();
      expect(wire.map(({ text }) => text)).toEqual(onTheWire.map(({ text }) => text));
      if (!isFirst) wire.shift()!.arrive();
      await flushPromises();
      await breaks();
    }
    expect(codes).toEqual({ [open.text]: 'ok', [breaker.text]: 'undeliverable' });
  });

  it('is above suspicion once it arrived', async () => {
    for (let connection = 0; connection < 6; connection += 1) {
      send(message('a'));
      await flushPromises();
      if (connection % 2) wire.splice(0)[0]!.arrive();
      else await breaks();
      await flushPromises();
    }
    expect(codes[message('a').text]).toBe('ok');
  });
});

describe('a frame', () => {
  it.each([
    ['letters', 'a', 1],
    ['Greek', 'α', 2],
    ['Chinese', '海', 3],
    ['emoji', '🫖', 4],
    ['what JSON escapes', '"', 2],
    ['half a surrogate pair', '\ud83e', 6],
  ])('is measured as it goes over the wire: %s', (_, character, bytes) => {
    const { bytes: envelope } = message('');
    const most = Math.floor((MAX_FRAME_BYTES - envelope) / bytes);
    expect(message(character.repeat(most)).bytes).toBe(envelope + most * bytes);
    expect(() => message(character.repeat(most + 1))).toThrow(
      expect.objectContaining({ code: 'payload_too_large', retryable: false }),
    );
  });
});
