/** Rooms in which people talk. */
import { randomUUID } from 'node:crypto';
import type {
  History,
  JoinRoomAck,
  Message,
  SendAck,
  SendPayload,
} from '../../src/messages/messages.protocol.js';
import type { RoomView } from '../../src/rooms/rooms.protocol.js';
import { aUser, type Device } from './client.js';
import { answer } from './rest.js';
import { aRoom } from './rooms.js';

/** Connects when need be, and joins. */
export async function enter(device: Device, room: string, afterSeq?: number): Promise<JoinRoomAck> {
  if (!device.isConnected) await device.connect();
  return device.emit('room:join', { room, ...(afterSeq !== undefined && { afterSeq }) });
}

/** Several users who have joined a new room of the first one's. */
export async function aChat(
  names: string[],
  wish: Partial<RoomView> = {},
): Promise<{ room: string; people: Device[] }> {
  const people = await Promise.all(names.map((name) => aUser(name)));
  const { slug } = await aRoom(people[0]!, wish);
  for (const person of people) if (wish.kind !== 'private' || person === people[0]) await enter(person, slug);
  return { room: slug, people };
}

export function say(
  device: Device,
  room: string,
  text: string,
  more: Partial<SendPayload> = {},
): Promise<SendAck> {
  return device.emit('message:send', { room, clientId: randomUUID(), text, ...more });
}

/** A piece of the history, over REST. */
export async function historyOf(device: Device, room: string, query = ''): Promise<History> {
  const path = `/api/chat/rooms/${room}/messages?${query}`;
  return (await answer<History>(device.rest.get(path).expect(200))).body;
}

/** All of a room's messages, page by page. */
export async function wholeHistory(device: Device, room: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { messages, hasMore } = await historyOf(device, room, `limit=100&afterSeq=${all.at(-1)?.seq ?? 0}`);
    all.push(...messages);
    if (!hasMore) return all;
  }
}

export const seqsOf = (messages: { seq: number }[]): number[] => messages.map(({ seq }) => seq);
