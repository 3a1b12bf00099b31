/** Users in a room write messages: an acknowledged message is stored, numbered and sent to all of them. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { History, SendAck } from '../../src/messages/messages.protocol.js';
import { aUser } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { aChat, enter, historyOf, say, seqsOf } from '../support/messages.js';
import { answer } from '../support/rest.js';
import { aRoom } from '../support/rooms.js';

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a message reaches everybody in the room, the author included, and stands in the history', async () => {
  const { room, people } = await aChat(['ana', 'ben', 'cleo']);
  const [ana, ben] = people as [(typeof people)[0], (typeof people)[0]];
  const clientId = randomUUID();
  const text = ' <b>Tea?</b>\n\t"é" ✓ 👩‍👩‍👧 ';
  const ack = await say(ana, room, text, { clientId });
  expect(ack).toEqual({ id: expect.stringMatching(UUID_7), seq: 1, createdAt: expect.any(String) });
  const { id, username, displayName } = ana.user;
  const author = { id, username, displayName, isGuest: false };
  const message = { room, clientId, text, author, ...ack };
  for (const person of people) await expect(person.receives('message:new')).resolves.toEqual(message);
  await expect(historyOf(ben, room)).resolves.toEqual({
    messages: [message],
    lastSeq: 1,
    revision: 0,
    hasMore: false,
  });
  await expect(say(ben, room, 'Yes')).resolves.toMatchObject({ seq: 2 });
});

test('the same clientId again is the same message, wherever and however often', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as [(typeof people)[0], (typeof people)[0]];
  const phone = await ana.device();
  await phone.connect();
  const clientId = randomUUID();
  const acks = await Promise.all(
    [ana, phone, ana, phone].map((device) => say(device, room, 'Once', { clientId })),
  );
  const { body } = await answer<SendAck>(
    phone.rest.post(`/api/chat/rooms/${room}/messages`).send({ clientId, text: 'Once' }).expect(201),
  );
  expect(new Set([...acks, body].map((ack) => JSON.stringify(ack))).size).toBe(1);
  // The id is per author: other authors may use it as well.
  await expect(say(ben, room, 'Mine', { clientId })).resolves.toMatchObject({ seq: 2 });
  // Between two instances events may overtake each other.
  for (const number of [1, 2]) await ben.receives('message:new', ({ seq }) => seq === number);
  expect(new Set(seqsOf(ben.received('message:new')))).toEqual(new Set([1, 2]));
  expect(ben.received('message:new')).toHaveLength(2);
  const elsewhere = (await aRoom(ana)).slug;
  await expect(say(ana, elsewhere, 'Once', { clientId })).rejects.toMatchObject({ code: 'client_id_used' });
  await expect(historyOf(ana, elsewhere)).resolves.toMatchObject({ messages: [], lastSeq: 0 });
});

test('a device that sends without waiting is heard in its order', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as [(typeof people)[0], (typeof people)[0]];
  const { id: replyTo } = await say(ana, room, 'first');
  const sent = Array.from({ length: 36 }, (_, i) => {
    const text = i % 3 === 0 ? `${i} @${ben.user.username}` : `${i}`;
    return say(ana, room, text, i % 4 === 0 ? { replyTo } : {});
  });
  expect(seqsOf(await Promise.all(sent))).toEqual(Array.from({ length: 36 }, (_, i) => i + 2));
  const { messages } = await historyOf(ben, room, 'afterSeq=1');
  expect(messages.map(({ text }) => Number.parseInt(text!))).toEqual(Array.from({ length: 36 }, (_, i) => i));
});

test.each([
  ['a WebSocket', ['websocket']],
  ['long polling', ['polling']],
  ['long polling that becomes a WebSocket meanwhile', ['polling', 'websocket']],
])('over %s everything is heard in its order, and before it is acknowledged', async (_way, transports) => {
  const { room, people } = await aChat(['ana', 'ben']);
  const ben = people[1]!;
  // At one instance: between two of them events may overtake each other.
  const ana = people[0]!.at(ben.url);
  ben.disconnect();
  await ana.connect();
  await ben.connect({ transports });
  await enter(ben, room);
  const heard = () => seqsOf(ben.received('message:new'));
  const many = Array.from({ length: 18 }, (_, i) => i);
  await Promise.all([
    ...many.map((i) => say(ben, room, `${i}`).then(({ seq }) => expect(heard()).toContain(seq))),
    ...many.map((i) => say(ana, room, `${i}`)),
  ]);
  await ben.receives('message:new', ({ seq }) => seq === 2 * many.length);
  expect(heard()).toEqual(Array.from({ length: 2 * many.length }, (_, i) => i + 1));
  ben.disconnect();
});

describe('a device that comes back', () => {
  test('gets exactly what was missed', async () => {
    const { room, people } = await aChat(['ana', 'ben']);
    const [ana, ben] = people as [(typeof people)[0], (typeof people)[0]];
    await say(ana, room, 'one');
    await ben.receives('message:new');
    ben.disconnect();
    for (const text of ['two', 'three']) await say(ana, room, text);
    const back = await enter(ben, room, 1);
    expect(back).toMatchObject({ room, role: null, lastSeq: 3, hasMore: false });
    expect(back.messages.map(({ text }) => text)).toEqual(['two', 'three']);
    await expect(enter(ben, room, 3)).resolves.toMatchObject({ messages: [], lastSeq: 3, hasMore: false });
    await say(ana, room, 'four');
    await expect(ben.receives('message:new')).resolves.toMatchObject({ seq: 4 });
  });

  test('is notified when there is more than fits', async () => {
    const { room, people } = await aChat(['ana']);
    const ana = people[0]!;
    for (let i = 0; i < 4; i++) await Promise.all(Array.from({ length: 26 }, () => say(ana, room, 'x')));
    const { messages, hasMore, lastSeq } = await enter(ana, room, 2);
    expect({ first: messages[0]?.seq, count: messages.length, hasMore, lastSeq }).toEqual({
      first: 3,
      count: 100,
      hasMore: true,
      lastSeq: 104,
    });
    const latest = await enter(ana, room);
    expect(seqsOf(latest.messages)).toEqual(Array.from({ length: 100 }, (_, i) => i + 5));
    expect(latest.hasMore).toBe(true);
  });

  test('pages through the history both ways', async () => {
    const { room, people } = await aChat(['ana']);
    const ana = people[0]!;
    for (let i = 1; i <= 7; i++) await say(ana, room, `${i}`);
    const pages = [
      'limit=3',
      'limit=3&beforeSeq=5',
      'limit=3&beforeSeq=2',
      'limit=3&afterSeq=3',
      'limit=3&afterSeq=4',
    ];
    const found = await Promise.all(pages.map((query) => historyOf(ana, room, query)));
    expect(found.map(({ messages, hasMore }) => [...seqsOf(messages), hasMore])).toEqual([
      [5, 6, 7, true],
      [2, 3, 4, true],
      [1, false],
      [4, 5, 6, true],
      [5, 6, 7, false],
    ]);
  });
});

test('a device that has left, or never joined, is sent nothing', async () => {
  const { room, people } = await aChat(['ana', 'ben', 'cleo']);
  const [ana, ben, cleo] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];
  const dora = await aUser('dora');
  await dora.connect();
  await ben.emit('room:leave', { room });
  await ben.emit('room:leave', { room });
  await say(ana, room, 'Anybody?');
  await cleo.receives('message:new');
  await expect(say(ben, room, 'I can still write')).resolves.toMatchObject({ seq: 2 });
  await cleo.receives('message:new');
  for (const device of [ben, dora]) expect(device.received('message:new')).toEqual([]);
});

test('the others are notified who is writing', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as [(typeof people)[0], (typeof people)[0]];
  await ana.emit('room:typing', { room });
  const { id, username, displayName } = ana.user;
  await expect(ben.receives('room:typing')).resolves.toEqual({
    room,
    user: { id, username, displayName, isGuest: false },
  });
  expect(ana.received('room:typing')).toEqual([]);
  const phone = await ana.device();
  await phone.connect();
  await expect(phone.emit('room:typing', { room })).rejects.toMatchObject({ code: 'not_in_room' });
});

test('a reply knows what it answers, and mentions those who may read it', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as [(typeof people)[0], (typeof people)[0]];
  const first = await say(ana, room, 'Who comes?');
  const name = ben.user.username;
  await say(ana, room, `@${name.toUpperCase()}, @${name} and @nobody-at-all; mail@${name}`, {
    replyTo: first.id,
  });
  const reply = await ben.receives('message:new', ({ seq }) => seq === 2);
  expect(reply).toMatchObject({ replyTo: { id: first.id, seq: 1 }, mentions: [ben.id] });
  const { slug } = await aRoom(ana, { kind: 'private' });
  await say(ana, slug, `@${name}`);
  expect((await historyOf(ana, slug)).messages[0]).not.toHaveProperty('mentions');
  for (const replyTo of [randomUUID(), first.id])
    await expect(say(ana, slug, 'x', { replyTo })).rejects.toMatchObject({ code: 'message_not_found' });
});

test('history of public rooms is for everybody, also without an account', async () => {
  const { room, people } = await aChat(['ana']);
  await say(people[0]!, room, 'Hello, world');
  const anonymous = (slug: string) => supertest(instanceUrl()).get(`/api/chat/rooms/${slug}/messages`);
  const { body } = await answer<History>(anonymous(room).expect(200));
  expect(body.messages).toMatchObject([{ text: 'Hello, world' }]);
  const { slug } = await aRoom(people[0]!, { kind: 'private' });
  await anonymous(slug).expect(404);
  await anonymous(room).set('authorization', 'Bearer nonsense').expect(401);
});

test('search finds words in any language, the latest first', async () => {
  const { room, people } = await aChat(['ana']);
  const ana = people[0]!;
  for (const text of ['Der Tee ist fertig', 'Чай готов', 'Tee oder Kaffee?', 'nothing'])
    await say(ana, room, text);
  const search = async (query: Record<string, string | number>) => {
    const request = ana.rest.get(`/api/chat/rooms/${room}/messages/search`).query(query);
    const { body } = await answer<History>(request.expect(200));
    return [...seqsOf(body.messages), body.hasMore];
  };
  await expect(search({ q: 'tee' })).resolves.toEqual([3, 1, false]);
  await expect(search({ q: 'tee', limit: 1 })).resolves.toEqual([3, true]);
  await expect(search({ q: 'tee', beforeSeq: 3 })).resolves.toEqual([1, false]);
  await expect(search({ q: 'tee -kaffee' })).resolves.toEqual([1, false]);
  await expect(search({ q: '"tee ist"' })).resolves.toEqual([1, false]);
  await expect(search({ q: 'чай' })).resolves.toEqual([2, false]);
  for (const q of ['!&|():*', '"', '\\', "'; DROP TABLE messages; --"])
    await expect(search({ q })).resolves.toEqual([false]);
});
