import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { type EventFrame, FrameDecoder, framePattern, readEvent, readFrame } from './addressed-frame.js';
import { eventFrame } from './hot-events.service.js';

const pattern = framePattern('signal', ['description', 'candidate', 'candidates']);
const payload = {
  groupId: 'g-1',
  to: 'p-1',
  candidate: { candidate: 'candidate:1 "quoted" \\ ü', sdpMid: '0' },
};

function encoded(data: unknown[], id?: number): string {
  return new Encoder().encode({ type: PacketType.EVENT, nsp: '/', data, id })[0] as string;
}

function decoded(text: string): Packet {
  let packet: Packet | undefined;
  const decoder = new Decoder();
  decoder.on('decoded', (received: Packet) => (packet = received));
  decoder.add(text);
  return packet!;
}

describe('readFrame', () => {
  it('reads what an official client writes', () => {
    const text = encoded(['signal', payload], 17);
    expect(readFrame(pattern, text)).toEqual({
      ackId: 17,
      groupId: 'g-1',
      to: 'p-1',
      key: 'candidate',
      value: payload.candidate,
      valueText: JSON.stringify(payload.candidate),
    });
  });

  it('reads a frame without ack', () =>
    expect(readFrame(pattern, encoded(['signal', payload]))).toMatchObject({ ackId: undefined, to: 'p-1' }));

  it.each([
    ['another event', encoded(['message', payload])],
    ['another order of fields', encoded(['signal', { to: 'p', groupId: 'g', candidate: null }])],
    ['a field too many behind', encoded(['signal', { ...payload, from: 'eve' }])],
    ['a field too many before', encoded(['signal', { groupId: 'g', from: 'eve', to: 'p', candidate: null }])],
    [
      'a duplicate field',
      '2["signal",{"groupId":"g","to":"p","candidate":null,"candidate":{"candidate":""}}]',
    ],
    ['a second argument', '2["signal",{"groupId":"g","to":"p","candidate":null},{"x":1}]'],
    ['another namespace', '2/admin,["signal",{"groupId":"g","to":"p","candidate":null}]'],
    ['an escaped id', '2["signal",{"groupId":"\\u0067","to":"p","candidate":null}]'],
    ['a broken value', '2["signal",{"groupId":"g","to":"p","candidate":{]}]'],
    ['no value', '2["signal",{"groupId":"g","to":"p","candidate":}]'],
  ])('leaves %s to the ordinary way', (_name, text) => expect(readFrame(pattern, text)).toBeNull());
});

describe('readEvent', () => {
  it('reads what an official client writes, with and without ack', () => {
    const data = ['message:send', { room: 'public', text: 'a "b" \\ ü' }];
    expect(readEvent(encoded(data, 17))).toEqual({ ackId: 17, event: data[0], payload: data[1] });
    expect(readEvent(encoded(data))).toEqual({ ackId: undefined, event: data[0], payload: data[1] });
    expect(readEvent(encoded(['presence:get']))).toMatchObject({ payload: undefined });
  });

  it.each([
    ['another namespace', '2/admin,["a",{}]'],
    ['an event with attachments', '51-["a",{"_placeholder":true,"num":0}]'],
    ['an ack', '312[{}]'],
    ['a name that is Socket.IO’s', '2["disconnect",{}]'],
    ['a name that is no text', '2[7,{}]'],
    ['no name', '2[]'],
    ['an ack id too long to be a number', `2${'9'.repeat(16)}["a",{}]`],
    ['something else behind it', '2["a",{}]x'],
    ['broken JSON', '2["a",{]'],
  ])('leaves %s to the ordinary way', (_name, text) => expect(readEvent(text)).toBeNull());
});

describe('FrameDecoder', () => {
  const announcing = '51-["x",{"_placeholder":true,"num":0}]';

  function aDecoder() {
    const decoder = new FrameDecoder();
    const taken: EventFrame[] = [];
    decoder.intercept({ take: (frame) => taken.push(frame) });
    return { decoder, taken };
  }

  it('takes no text where an attachment is due, however late it comes', async () => {
    const { decoder, taken } = aDecoder();
    decoder.add(announcing);
    await setImmediate();
    expect(() => decoder.add('2["a",{}]')).toThrow(/plaintext/);
    expect(taken).toEqual([]);
  });

  it('takes texts again when all attachments have come', async () => {
    const { decoder, taken } = aDecoder();
    decoder.add(announcing);
    decoder.add(Buffer.from('x'));
    await setImmediate();
    decoder.add('2["a",{}]');
    expect(taken).toEqual([{ ackId: undefined, event: 'a', payload: {} }]);
  });
});

describe('eventFrame', () => {
  it('is what Socket.IO would have written', () => {
    const { groupId, candidate } = payload;
    const text = eventFrame('signal', groupId, 'p-2', undefined, 'candidate', JSON.stringify(candidate));
    expect(text).toBe(encoded(['signal', { groupId, from: 'p-2', candidate }]));
    expect(decoded(text).data).toEqual(['signal', { groupId, from: 'p-2', candidate }]);
  });
});
