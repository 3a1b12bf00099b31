/** Webhooks: signed as Standard Webhooks says, in the order of each subject, again and again until they are taken. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Call } from '../../src/calls/calls.protocol.js';
import type { WebhookInfo } from '../../src/integrations/integrations.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { Room } from '../../src/rooms/rooms.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { anAdmin, BackEnd, type WithSecret } from '../support/integrations.js';
import { Receiver, typesOf, verify } from '../support/receiver.js';
import { aPicture } from '../support/images.js';
import { uploads } from '../support/media.js';
import { aChat, enter, say, seqsOf } from '../support/messages.js';
import { answer } from '../support/rest.js';
import { aRoom, giveRole } from '../support/rooms.js';

let shop: BackEnd;
let receiver: Receiver;
let webhook: WithSecret;

beforeAll(async () => {
  shop = await BackEnd.start();
});
beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(async () => {
  await shop.ask('delete', `/api/webhooks/${webhook.id}`);
  await receiver.stop();
});

const subscribe = async (...events: string[]) => (webhook = await shop.subscribe(receiver.url, events));

async function ring(caller: Device, callee: Device): Promise<Call> {
  const request = caller.rest.post('/api/calls').send({ calleeId: callee.id, media: 'audio' }).expect(201);
  return (await answer<Call>(request)).body;
}

test('a call is sent from ring to end, signed, each step once', async () => {
  const { secret } = await subscribe('call.*');
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { id } = await ring(ana, ben);
  await ben.rest.post(`/api/calls/${id}/accept`).expect(200);
  await ana.rest.post(`/api/calls/${id}/hangup`).expect(200);
  const received = await receiver.takes(3, id);
  expect(typesOf(received)).toEqual(['call.ringing', 'call.answered', 'call.ended']);
  for (const one of received) {
    expect(verify(one, secret)).toEqual(one.event);
    expect(one.event).toEqual({
      type: one.event.type,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      data: { call: expect.objectContaining({ id, callerId: ana.id, calleeId: ben.id, media: 'audio' }) },
    });
    expect(one.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^Ringline/),
      'webhook-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
    });
  }
  expect(received.at(-1)!.event.data.call).toMatchObject({ status: 'ended', endReason: 'hangup' });
  expect(() => verify(received[0]!, 'whsec_c2V2ZW4gb3R0ZXJzIGp1Z2dsZSBsYW50ZXJucw==')).toThrow();
});

test('accounts are sent from their beginning to their end', async () => {
  await subscribe('user.*');
  const ana = await aUser('ana');
  await ana.rest.patch('/api/profile').send({ displayName: 'Anastasia' }).expect(200);
  await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  const received = await receiver.takes(3, ana.id);
  const { username } = ana.user;
  const user = { id: ana.id, username, displayName: username, isGuest: false };
  expect(received.map(({ event: { type, data } }) => [type, data.user])).toEqual([
    ['user.created', user],
    ['user.updated', { ...user, displayName: 'Anastasia' }],
    ['user.deleted', { id: ana.id }],
  ]);
});

test('a guest, and an account that is switched off and on', async () => {
  await subscribe('user.*');
  const [guest, admin, ben] = [await aGuest('Gwen'), await anAdmin(), await aUser('ben')];
  for (const status of ['blocked', 'active'])
    await admin.rest.patch(`/api/admin/users/${ben.id}`).send({ status }).expect(200);
  expect(typesOf(await receiver.takes(3, ben.id))).toEqual(['user.created', 'user.blocked', 'user.updated']);
  expect((await receiver.takes(1, guest.id))[0]!.event.data.user).toMatchObject({
    displayName: 'Gwen',
    isGuest: true,
  });
});

test('a room is sent from its beginning to its end', async () => {
  await subscribe('room.*');
  const ana = await aUser('ana');
  const { id, slug, role: _role, may: _may, ...made } = await aRoom(ana, { kind: 'private' });
  await ana.rest.patch(`/api/chat/rooms/${slug}`).send({ name: 'Library' }).expect(200);
  await ana.rest.delete(`/api/chat/rooms/${slug}`).expect(204);
  const received = await receiver.takes(3, id);
  const room = { id, slug, ...made };
  expect(received.map(({ event: { type, data } }) => [type, data])).toEqual([
    ['room.created', { room }],
    ['room.updated', { room: { ...room, name: 'Library' } }],
    ['room.deleted', { room: { id } }],
  ]);
});

test('a private room goes with the last of its people', async () => {
  await subscribe('room.deleted');
  const ana = await aUser('ana');
  const { id } = await aRoom(ana, { kind: 'private' });
  await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  expect(typesOf(await receiver.takes(1, id))).toEqual(['room.deleted']);
});

test('messages are delivered as they are sent, edited and deleted, in private rooms as well', async () => {
  await subscribe('message.*');
  const { room, people } = await aChat(['ana'], { kind: 'private' });
  const [ana, ben] = [people[0]!, await aUser('ben')];
  const { id: roomId } = (await answer<Room>(ana.rest.get(`/api/chat/rooms/${room}`).expect(200))).body;
  await giveRole(ana, room, ben, 'member').expect(200);
  await enter(ben, room);
  const { id: replyTo } = await say(ana, room, 'Tea?');
  const image = await uploads(ben, await aPicture());
  const wish = { clientId: 'again', replyTo, attachments: [image.id] };
  const sent = await say(ben, room, `Yes @${ana.user.username}`, wish);
  await say(ben, room, 'Yes', wish);
  await ben.emit('message:edit', { room, id: sent.id, text: '' });
  await ana.emit('message:delete', { room, id: sent.id });
  await ana.emit('message:delete', { room, id: sent.id });
  await expect(say(ben, room, '', { attachments: [image.id] })).rejects.toBeDefined();
  await say(ana, room, 'last');
  const received = await receiver.takes(5, roomId);
  const { id, username, displayName } = ben.user;
  const message = {
    roomId,
    room,
    clientId: 'again',
    ...sent,
    author: { id, username, displayName, isGuest: false },
    text: `Yes @${ana.user.username}`,
    attachments: [image.id],
    replyTo: { id: replyTo, seq: 1 },
    mentions: [ana.id],
  };
  const edited = {
    ...message,
    text: '',
    mentions: [],
    editedAt: expect.any(String),
    deletedAt: null,
    changedBy: id,
    revision: 1,
  };
  expect(received.map(({ event: { type, data } }) => [type, data])).toEqual([
    ['message.created', { message: expect.objectContaining({ text: 'Tea?', seq: 1, attachments: [] }) }],
    ['message.created', { message }],
    ['message.edited', { message: edited }],
    [
      'message.deleted',
      {
        message: {
          ...edited,
          text: null,
          attachments: [],
          deletedAt: expect.any(String),
          changedBy: ana.id,
          revision: 2,
        },
      },
    ],
    ['message.created', { message: expect.objectContaining({ text: 'last', seq: 3 }) }],
  ]);
  expect(receiver.taken(roomId)).toHaveLength(5);
});

test('of messages from several devices each is delivered once, in the order of their room', async () => {
  await subscribe('message.created');
  let refused = 0;
  receiver.answer = () => (refused++ < 3 ? 503 : 204);
  const { room, people } = await aChat(['ana', 'ben', 'cleo']);
  const { id: roomId } = (await answer<Room>(people[0]!.rest.get(`/api/chat/rooms/${room}`).expect(200)))
    .body;
  const sent = people.flatMap((person) => Array.from({ length: 10 }, (_, i) => say(person, room, `${i}`)));
  const acks = await Promise.all(sent);
  const received = await receiver.takes(30, roomId);
  const events = received.map(({ event: { data } }) => data.message!);
  expect(seqsOf(events)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  expect(new Set(events.map(({ id }) => id))).toEqual(new Set(acks.map(({ id }) => id)));
});

test('only what was subscribed to is delivered', async () => {
  await subscribe('call.ended', 'user.deleted');
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { id } = await ring(ana, ben);
  await ana.rest.post(`/api/calls/${id}/hangup`).expect(200);
  const received = await receiver.takes(1, id);
  expect(typesOf(received)).toEqual(['call.ended']);
  expect(receiver.taken(ana.id)).toEqual(received);
});

test('an act that was refused is not delivered', async () => {
  await subscribe('call.*', 'user.*');
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  await ana.rest.post('/api/calls').send({ calleeId: ana.id, media: 'audio' }).expect(400);
  const { id } = await ring(ana, ben);
  await receiver.takes(1, id);
  expect(typesOf(receiver.taken(ana.id))).toEqual(['user.created', 'call.ringing']);
});

test('what is not taken comes again under its id; what follows on the subject waits, others go on', async () => {
  const { secret, id: webhookId } = await subscribe('user.*');
  const refused = 3;
  const isHers = (name = '') => name.startsWith('hesitant-');
  const tries = () => receiver.attempts.filter(({ event }) => isHers(event.data.user?.username));
  receiver.answer = ({ data }) => (isHers(data.user?.username) && tries().length < refused ? 500 : 200);
  const ana = await aUser('hesitant');
  await ana.rest.patch('/api/profile').send({ displayName: 'Anastasia' }).expect(200);
  const ben = await aUser('ben');
  await receiver.takes(1, ben.id);
  const taken = await receiver.takes(2, ana.id);
  expect(typesOf(taken)).toEqual(['user.created', 'user.updated']);
  const attempts = tries();
  const [created] = taken;
  expect(new Set(attempts.slice(0, -1).map(({ id }) => id))).toEqual(new Set([created!.id]));
  expect(attempts.length).toBeGreaterThanOrEqual(refused);
  for (const attempt of attempts) verify(attempt, secret);
  const delivery = await eventually(
    () => shop.webhook(webhookId),
    ({ failingSince, waiting }) => failingSince === null && waiting === 0,
  );
  expect(delivery).toMatchObject({
    lastFailure: 'status_500',
    lastSuccessAt: expect.any(String),
    deadLetters: 0,
  });
});

test('a receiver that closed a kept connection is asked again on a new one: that is no failure', async () => {
  const { id } = await subscribe('user.*');
  receiver.closesUsedConnections = true;
  const ana = await aUser('ana');
  await receiver.takes(1, ana.id);
  await ana.rest.patch('/api/profile').send({ displayName: 'Anastasia' }).expect(200);
  expect(typesOf(await receiver.takes(2, ana.id))).toEqual(['user.created', 'user.updated']);
  expect(await shop.webhook(id)).toMatchObject({ lastFailure: null, failingSince: null });
});

test.each([
  ['429 with seconds', 429, () => '4'],
  ['503 with a date', 503, () => new Date(Date.now() + 5000).toUTCString()],
  ['500 with seconds', 500, () => '4'],
])('%s: nothing is tried again before, and then under the same id', async (_what, status, header) => {
  await subscribe('user.*');
  const times: number[] = [];
  const isHers = (name = '') => name.startsWith('patient-');
  receiver.answer = ({ data }) => {
    if (!isHers(data.user?.username)) return 204;
    times.push(Date.now());
    return times.length === 1 ? { status, headers: { 'retry-after': header() } } : 204;
  };
  const ana = await aUser('patient');
  const [taken] = await receiver.takes(1, ana.id);
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(3900);
  expect(receiver.attempts.filter(({ id }) => id === taken!.id)).toHaveLength(2);
});

describe('a secret', () => {
  test('that is replaced still verifies for a day', async () => {
    const { secret, id } = await subscribe('user.created');
    const rotated = (
      await answer<WithSecret>(shop.ask('post', `/api/webhooks/${id}/rotate-secret`).expect(200))
    ).body;
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(secret);
    const dayAhead = new Date(rotated.previousSecretUntil!).getTime() - Date.now();
    expect(dayAhead).toBeGreaterThan(23 * 3_600_000);
    const ana = await aUser('ana');
    const [received] = await receiver.takes(1, ana.id);
    for (const one of [secret, rotated.secret]) verify(received!, one);
  });

  test('is shown once', async () => {
    const { secret, id } = await subscribe('user.created');
    const list = await answer<Page<WebhookInfo>>(shop.ask('get', '/api/webhooks').expect(200));
    expect(list.text).not.toContain(secret.slice(6));
    expect(list.body.items.map((one) => one.id)).toContain(id);
  });
});

test('a disabled one is sent nothing until it is enabled again', async () => {
  const { id } = await subscribe('user.created');
  const change = async (body: object) =>
    (await answer<WebhookInfo>(shop.ask('patch', `/api/webhooks/${id}`).send(body).expect(200))).body;
  expect(await change({ enabled: false, description: 'the shop' })).toMatchObject({
    enabled: false,
    description: 'the shop',
    disabledReason: null,
  });
  const ana = await aUser('ana');
  await change({ enabled: true });
  const ben = await aUser('ben');
  await receiver.takes(1, ben.id);
  expect(receiver.taken(ana.id)).toEqual([]);
});

test('one that is answered 410 is switched off, and what waited is kept as dead letters', async () => {
  const { id } = await subscribe('user.created');
  receiver.answer = () => 410;
  const ana = await aUser('ana');
  // Other users register meanwhile: events in progress for them follow.
  const off = await eventually(
    () => shop.webhook(id),
    ({ enabled, waiting }) => !enabled && waiting === 0,
  );
  expect(off).toMatchObject({ disabledReason: 'gone', lastFailure: 'gone' });
  receiver.answer = () => 200;
  await shop.ask('patch', `/api/webhooks/${id}`).send({ enabled: true }).expect(200);
  await shop.ask('post', `/api/webhooks/${id}/dead-letters/replay`).expect(202);
  const [received] = await receiver.takes(1, ana.id);
  expect(received!.event.type).toBe('user.created');
});
