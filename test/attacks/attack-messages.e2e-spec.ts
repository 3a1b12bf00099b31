/** An attacker tries to write where they may not, as another user, more than they may, or to read others' messages. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { History, SendAck } from '../../src/messages/messages.protocol.js';
import { aGuest, aUser, type Device } from '../support/client.js';
import { aPicture } from '../support/images.js';
import { uploads } from '../support/media.js';
import { aChat, enter, historyOf, say } from '../support/messages.js';
import { answer, refusal } from '../support/rest.js';
import { aRoom, giveRole } from '../support/rooms.js';
import { startServer, stores } from '../support/server.mjs';

let ana: Device;
let eve: Device;
let room: string;
let secret: string;

beforeAll(async () => {
  const chat = await aChat(['ana', 'ben']);
  ana = chat.people[0]!;
  room = chat.room;
  secret = (await aRoom(ana, { kind: 'private' })).slug;
  await say(ana, secret, 'the treasure is under the palm');
  eve = await aUser('eve');
  await eve.connect();
});

test('a private room gives nothing away, on no door', async () => {
  const { messages } = await historyOf(ana, secret);
  const { id } = messages[0]!;
  const code = 'room_not_found';
  for (const [event, payload] of [
    ['room:join', { room: secret }],
    ['room:join', { room: secret, afterSeq: 0, afterRevision: 0 }],
    ['room:leave', { room: secret }],
    ['room:typing', { room: secret }],
    ['message:send', { room: secret, clientId: 'x', text: 'x' }],
    ['message:edit', { room: secret, id, text: 'x' }],
    ['message:delete', { room: secret, id }],
    ['message:react', { room: secret, id, emoji: '👍' }],
  ] as const)
    await expect(eve.emitAnything(event, payload)).rejects.toMatchObject({ code });
  const path = `/api/chat/rooms/${secret}/messages`;
  for (const request of [
    eve.rest.get(path),
    eve.rest.get(`${path}?afterSeq=0`),
    eve.rest.get(`${path}/search?q=treasure`),
    eve.rest.post(path).send({ clientId: 'x', text: 'x' }),
    eve.rest.patch(`${path}/${id}`).send({ text: 'x' }),
    eve.rest.delete(`${path}/${id}`),
    supertest(eve.url).get(path),
    (await aGuest()).rest.get(path),
  ])
    expect((await refusal(request, 404)).code).toBe(code);
});

test('by way of a room of their own nobody gets at messages of another', async () => {
  const { id } = (await historyOf(ana, secret)).messages[0]!;
  const own = (await aRoom(eve)).slug;
  await enter(eve, own);
  const code = 'message_not_found';
  for (const act of [
    () => eve.emit('message:edit', { room: own, id, text: 'mine' }),
    () => eve.emit('message:delete', { room: own, id }),
    () => eve.emit('message:react', { room: own, id, emoji: '👍' }),
    () => say(eve, own, 'x', { replyTo: id }),
  ])
    await expect(act()).rejects.toMatchObject({ code });
  const found = await eve.rest.get(`/api/chat/rooms/${own}/messages/search?q=treasure`).expect(200);
  expect(found.body).toMatchObject({ messages: [] });
  await expect(historyOf(ana, secret)).resolves.toMatchObject({ revision: 0, messages: [{ id }] });
});

test("another's words stay what they are", async () => {
  const { id } = await say(ana, room, 'I said this');
  for (const act of [
    () => eve.emit('message:edit', { room, id, text: 'I said that' }),
    () => eve.emit('message:delete', { room, id }),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'permission_denied' });
  const { messages } = await historyOf(ana, room);
  expect(messages.find((message) => message.id === id)).toMatchObject({ text: 'I said this' });
});

test("another's clientId is no way to their message", async () => {
  const clientId = randomUUID();
  const hers = await say(ana, room, 'hers', { clientId });
  const own = await say(eve, room, 'own', { clientId });
  expect(own.id).not.toBe(hers.id);
});

test.each([
  { author: { id: randomUUID(), username: 'ana' } },
  { authorId: randomUUID() },
  { userId: randomUUID() },
  { seq: 1 },
  { id: randomUUID() },
  { createdAt: '2000-01-01T00:00:00.000Z' },
  { deletedAt: null },
  { mentions: [randomUUID()] },
  { revision: 1 },
])('forged fields are refused: %j', async (forged) => {
  await expect(
    eve.emitAnything('message:send', { room, clientId: randomUUID(), text: 'x', ...forged }),
  ).rejects.toMatchObject({ code: 'validation_failed', errors: [{ code: 'unknown_field' }] });
});

test.each([
  '<script>alert(document.cookie)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  "'; DROP TABLE messages; --",
  '{{constructor.constructor("alert(1)")()}}',
  '${jndi:ldap://x}',
  '\u202Egnp.exe',
  '[x](javascript:alert(1))',
])('text is text, stored and searched as it was sent: %s', async (text) => {
  const { id } = await say(eve, room, text);
  const { messages } = await historyOf(ana, room);
  expect(messages.find((message) => message.id === id)?.text).toBe(text);
  const { headers } = await ana.rest.get(`/api/chat/rooms/${room}/messages`).expect(200);
  expect(headers).toMatchObject({
    'content-type': expect.stringMatching(/^application\/json/),
    'x-content-type-options': 'nosniff',
  });
  await ana.rest.get(`/api/chat/rooms/${room}/messages/search`).query({ q: text }).expect(200);
});

test('a removed member hears nothing more on any device', async () => {
  const { slug } = await aRoom(ana, { kind: 'private' });
  await giveRole(ana, slug, eve, 'member').expect(200);
  const devices = [eve, await eve.device()];
  for (const device of devices) await enter(device, slug);
  await ana.rest.delete(`/api/chat/rooms/${slug}/members/${eve.id}`).expect(204);
  for (const device of devices) await device.receives('room:left', (left) => left.room === slug);
  await say(ana, slug, 'among ourselves');
  for (const device of devices) {
    await expect(device.emit('presence:ping', {})).resolves.toBeDefined();
    expect(device.received('message:new').filter((message) => message.room === slug)).toEqual([]);
  }
});

test("another's image is not shown by your message, and nothing discloses whether there is one", async () => {
  const { id } = await uploads(ana, await aPicture());
  const used = await uploads(ana, await aPicture());
  await say(ana, secret, '', { attachments: [used.id] });
  const tries = await Promise.all(
    [id, used.id, randomUUID()].map(async (mediaId) => {
      const wish = { clientId: 'steal', text: 'x', attachments: [mediaId] };
      const problem = await refusal(eve.rest.post(`/api/chat/rooms/${room}/messages`).send(wish), 404);
      return { ...problem, requestId: undefined };
    }),
  );
  expect(tries[0]).toMatchObject({ code: 'media_not_found', errors: [{ path: 'attachments' }] });
  for (const answered of tries) expect(answered).toEqual(tries[0]);
  for (const mediaId of [id, used.id]) await refusal(eve.rest.delete(`/api/media/${mediaId}`), 404);
  // They are still hers to use.
  await say(ana, room, '', { attachments: [id] });
});

test.each<{ attachments: unknown }>([
  { attachments: [{ id: randomUUID(), url: 'https://evil.example/pixel.gif' }] },
  { attachments: ['https://evil.example/pixel.gif'] },
  { attachments: ['/api/media/x?exp=1&sig=x'] },
  { attachments: [null] },
  { attachments: [['x']] },
  { attachments: { length: 1, 0: 'x' } },
  { attachments: 'x' },
])('a message shows nothing but uploads: %j', async ({ attachments }) => {
  const payload = { room, clientId: randomUUID(), text: 'x', attachments };
  await expect(eve.emitAnything('message:send', payload)).rejects.toMatchObject({
    code: 'validation_failed',
    errors: expect.arrayContaining([expect.objectContaining({ path: 'attachments' })]),
  });
});

test('somebody who sends images that are not theirs stops nobody else, and makes no gaps', async () => {
  const { slug } = await aRoom(ana);
  const { id } = await uploads(ana, await aPicture());
  const numbers = Array.from({ length: 20 }, (_, i) => i);
  const hers: Promise<string>[] = [];
  const good: Promise<SendAck>[] = [];
  for (const i of numbers) {
    const attempt = say(eve, slug, `${i}`, { attachments: [i % 2 ? id : randomUUID()] });
    hers.push(
      attempt.then(
        () => 'stored',
        ({ code }: { code: string }) => code,
      ),
    );
    good.push(say(ana, slug, `${i}`));
  }
  expect(new Set(await Promise.all(hers))).toEqual(new Set(['media_not_found']));
  await Promise.all(good);
  const { messages, lastSeq } = await historyOf(ana, slug);
  expect(lastSeq).toBe(20);
  expect(messages.map(({ text }) => text)).toEqual(numbers.map(String));
});

test('a flood is refused, and not stored', async () => {
  const server = await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '1' });
  const mallory = await aUser('mallory', server.url);
  const post = (path: string) => mallory.rest.post(`/api/chat/rooms/public/messages${path}`);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      answer<{ code?: string; retryAfterMs?: number }>(post('').send({ clientId: `c${i}`, text: 'spam' })),
    ),
  );
  const stored = answers.filter(({ status }) => status === 201).length;
  const refused = answers.filter(({ status }) => status === 429);
  expect([stored, refused.length]).toEqual([40, 20]);
  for (const { body } of refused)
    expect(body).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
  const { body } = await answer<History>(
    mallory.rest.get('/api/chat/rooms/public/messages?limit=100').expect(200),
  );
  expect([body.messages.length, body.lastSeq]).toEqual([40, 40]);
});
