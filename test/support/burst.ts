/** Many messages at once, as from clients that want each stored once: unacknowledged ones are sent again. */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Message, SendAck } from '../../src/messages/messages.protocol.js';
import { type Device, Refused } from './client.js';
import { eventually } from './eventually.js';
import { historyOf, seqsOf, wholeHistory } from './messages.js';

/** A message to be stored. */
export interface Wish {
  clientId: string;
  text: string;
  author: Device;
  ack?: SendAck;
}

export function wishes(author: Device, count: number): Wish[] {
  return Array.from({ length: count }, (_, i) => ({
    clientId: randomUUID(),
    text: `${author.name} ${i}`,
    author,
  }));
}

/** @returns the code of a refusal; undefined when it was acknowledged, or when no answer came */
export async function tryToSend(wish: Wish, room: string, device = wish.author): Promise<string | undefined> {
  const { clientId, text } = wish;
  const answer = new Promise<SendAck>((resolve, reject) => {
    void device.emit('message:send', { room, clientId, text }).then(resolve, reject);
    device.socket.once('disconnect', () => reject(new Error('disconnected')));
  });
  const ack = await answer.catch((error: unknown) => {
    if (!(error instanceof Refused)) return undefined;
    expect(error.retryable).toBe(true);
    return error.code;
  });
  if (typeof ack !== 'object') return ack;
  // The same message gets the same answer, from whichever instance.
  if (wish.ack) expect(ack).toEqual(wish.ack);
  wish.ack = ack;
  return undefined;
}

/** Until every wish has come true. */
export async function sendAll(all: Wish[], room: string): Promise<void> {
  await eventually(
    async () => {
      const open = all.filter(({ ack }) => !ack);
      await Promise.all(open.map((wish) => tryToSend(wish, room)));
      return open.length;
    },
    (open) => open === 0,
  );
}

/** Every wish is there once, under the number it was acknowledged with, and the numbers have no gaps. */
export async function expectAllOnce(reader: Device, room: string, all: Wish[]): Promise<Message[]> {
  const history = await wholeHistory(reader, room);
  expect(seqsOf(history)).toEqual(history.map((_, i) => i + 1));
  const stored = new Map(history.map((message) => [message.id, message]));
  for (const { ack, clientId, text, author } of all)
    expect(stored.get(ack!.id)).toMatchObject({ ...ack, clientId, text, author: { id: author.id } });
  expect(history).toHaveLength(all.length);
  await expect(historyOf(reader, room, 'limit=1')).resolves.toMatchObject({ lastSeq: all.length });
  return history;
}

/** A device's view of a room: it orders by number, and requests missing ones. */
export async function heard(device: Device, room: string, before: Message[] = []): Promise<Message[]> {
  const known = new Map<number, Message>();
  for (const message of [...before, ...device.received('message:new')])
    if (message.room === room) known.set(message.seq, message);
  for (;;) {
    let afterSeq = 0;
    while (known.has(afterSeq + 1)) afterSeq += 1;
    const { messages, lastSeq } = await device.emit('room:join', { room, afterSeq });
    for (const message of messages) known.set(message.seq, message);
    if (known.size === lastSeq) return [...known.values()].sort((a, b) => a.seq - b.seq);
  }
}
