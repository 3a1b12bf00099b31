/** The refusals of an inbox. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { aGuest, aUser, type Device } from '../support/client.js';
import { aThread } from '../support/direct.js';
import { answer, refusal } from '../support/rest.js';
import { aRoom, giveRole } from '../support/rooms.js';
import { startServer, stores } from '../support/server.mjs';
import { unreadOf } from '../support/unread.js';

let ana: Device;
let room: string;

beforeAll(async () => {
  ana = await aUser('ana');
  room = (await aRoom(ana, { kind: 'private' })).slug;
  await ana.connect();
});

describe('shapes', () => {
  test.each<[string, object]>([
    ['seq', { room: 'public' }],
    ['seq', { room: 'public', seq: -1 }],
    ['seq', { room: 'public', seq: 1.5 }],
    ['seq', { room: 'public', seq: '1' }],
    ['seq', { room: 'public', seq: 2 ** 31 }],
    ['seq', { room: 'public', seq: null }],
    ['room', { seq: 1 }],
    ['room', { room: null, seq: 1 }],
    ['room', { room: ['public'], seq: 1 }],
    ['room', { room: 'x'.repeat(65), seq: 1 }],
    ['userId', { room: 'public', seq: 1, userId: randomUUID() }],
  ])('%s of a mark: %j', async (field, payload) => {
    const errors = expect.arrayContaining([expect.objectContaining({ path: field })]);
    const refused = { code: 'validation_failed', errors };
    await expect(ana.emitAnything('inbox:mark-read', payload)).rejects.toMatchObject(refused);
    expect(await refusal(ana.rest.post('/api/inbox/read').send(payload), 400)).toMatchObject(refused);
  });

  test.each([{}, { room: 7 }, { room: [] }, { room: 'x'.repeat(65) }, { room: null, seq: 1 }])(
    'what is opened: %j',
    async (payload) => {
      await expect(ana.emitAnything('inbox:open', payload)).rejects.toMatchObject({
        code: 'validation_failed',
      });
    },
  );

  test.each([{ callId: 'x' }, { callId: null }, { callId: [randomUUID()] }, { all: true }])(
    'calls that were seen: %j',
    async (payload) => {
      const refused = { code: 'validation_failed' };
      await expect(ana.emitAnything('inbox:calls-seen', payload)).rejects.toMatchObject(refused);
      expect(await refusal(ana.rest.post('/api/inbox/calls-seen').send(payload), 400)).toMatchObject(refused);
    },
  );

  test.each(['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'cursor=', 'page=2'])(
    'lists with %s',
    async (query) => {
      for (const path of ['/api/inbox/missed-calls', '/api/chat/direct/chats'])
        expect((await refusal(ana.rest.get(`${path}?${query}`), 400)).code).toBe('validation_failed');
    },
  );

  test.each([undefined, null, 'x', 7, []])('a payload that is %j', async (payload) => {
    for (const event of ['inbox:open', 'inbox:mark-read'])
      await expect(ana.emitAnything(event, payload)).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe('rooms that one may not read', () => {
  async function refused(device: Device, slug: string, code: string, status: number): Promise<void> {
    if (!device.isConnected) await device.connect();
    await expect(device.emit('inbox:open', { room: slug })).rejects.toMatchObject({ code });
    await expect(device.emit('inbox:mark-read', { room: slug, seq: 1 })).rejects.toMatchObject({ code });
    const request = device.rest.post('/api/inbox/read').send({ room: slug, seq: 1 });
    expect((await refusal(request, status)).code).toBe(code);
  }

  test('private ones of others, and none at all', async () => {
    const [eve, guest] = [await aUser('eve'), await aGuest()];
    const { slug: thread } = await aThread(ana, await aUser('ben'));
    for (const device of [eve, guest])
      for (const slug of [room, thread, 'no-such-room', 'NO', '../x', '', '__proto__'])
        await refused(device, slug, 'room_not_found', 404);
    await expect(unreadOf(eve)).resolves.toEqual({ total: 0, byRoom: {}, missedCalls: 0 });
  });

  test('where one is blocked', async () => {
    const eve = await aUser('eve');
    const { slug } = await aRoom(ana);
    for (const [kind, code, status] of [
      [slug, 'permission_denied', 403],
      [room, 'room_not_found', 404],
    ] as const) {
      await giveRole(ana, kind, eve, 'blocked').expect(200);
      await refused(eve, kind, code, status);
    }
  });
});

test('without a token', async () => {
  for (const request of [
    ana.rest.get('/api/inbox'),
    ana.rest.post('/api/inbox/read').send({ room, seq: 1 }),
    ana.rest.get('/api/inbox/missed-calls'),
    ana.rest.post('/api/inbox/calls-seen').send({}),
    ana.rest.get('/api/chat/direct/chats'),
  ])
    expect((await refusal(request.unset('authorization'), 401)).code).toBe('token_missing');
});

test('an old cursor of another list is none of ours, one of nobody is an empty page', async () => {
  const cursor = Buffer.from(`2020-01-01T00:00:00.000Z ${randomUUID()}`).toString('base64url');
  for (const path of ['/api/inbox/missed-calls', '/api/chat/direct/chats']) {
    const { body } = await answer(ana.rest.get(`${path}?cursor=${cursor}`).expect(200));
    expect(body).toEqual({ items: [], nextCursor: null });
  }
});

test('more often than anybody reads', async () => {
  const { url } = await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '0.2' });
  const ben = await aUser('ben', url);
  await ben.connect();
  const { slug } = await aRoom(ben);
  const tooMany = { code: 'rate_limited', retryable: true, retryAfterMs: expect.any(Number) };
  const read = () => ben.rest.post('/api/inbox/read').send({ room: slug, seq: 0 });
  // A fifth of the limit in docs/protocol/inbox.md, by either transport.
  for (let i = 0; i < 57; i++) await read().expect(200);
  await ben.emit('inbox:open', { room: slug });
  await ben.emit('inbox:mark-read', { room: slug, seq: 0 });
  await ben.emit('inbox:calls-seen', {});
  await expect(ben.emit('inbox:open', { room: slug })).rejects.toMatchObject(tooMany);
  await expect(ben.emit('inbox:mark-read', { room: slug, seq: 0 })).rejects.toMatchObject(tooMany);
  await expect(ben.emit('inbox:calls-seen', {})).rejects.toMatchObject(tooMany);
  expect(await refusal(read(), 429)).toMatchObject(tooMany);
  expect(await refusal(ben.rest.post('/api/inbox/calls-seen').send({}), 429)).toMatchObject(tooMany);
  await expect(ben.emit('inbox:open', { room: null })).resolves.toEqual({ room: null });
  for (let i = 0; i < 60; i++) await unreadOf(ben);
  for (const path of ['/api/inbox', '/api/inbox/missed-calls'])
    expect(await refusal(ben.rest.get(path), 429)).toMatchObject(tooMany);
});
