/** Refusals of direct threads: to begin one, to enter one of others, to change one, and to write despite a block. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest, { type Test } from 'supertest';
import { aGuest, aUser, type Device, type Refused } from '../support/client.js';
import { aThread, block, startThread, unblock } from '../support/direct.js';
import { enter, say } from '../support/messages.js';
import { refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { giveRole } from '../support/rooms.js';

let ana: Device;
let ben: Device;
let slug: string;
let messageId: string;

beforeAll(async () => {
  [ana, ben] = [await aUser('ana'), await aUser('ben')];
  ({ slug } = await aThread(ana, ben));
  for (const device of [ana, ben]) await enter(device, slug);
  ({ id: messageId } = await say(ana, slug, 'the treasure is under the palm'));
});

const START = '/api/chat/direct/start';

describe('to begin', () => {
  test.each<[string, object]>([
    ['without a name', {}],
    ['with null', { username: null }],
    ['with a list', { username: ['ana'] }],
    ['with a name beyond all names', { username: 'x'.repeat(257) }],
    ['with a field of their own', { username: 'ana', kind: 'direct' }],
  ])('%s', async (_, body) => {
    const { code } = await refusal(ana.rest.post(START).send(body), 400);
    expect(code).toBe('validation_failed');
  });

  test('with oneself', async () => {
    const { code } = await refusal(startThread(ana, ana.user.username), 400);
    expect(code).toBe('cannot_message_yourself');
  });

  test('without being signed in, and as a guest', async () => {
    const body = { username: ana.user.username };
    expect((await refusal(supertest(ana.url).post(START).send(body), 401)).code).toBe('token_missing');
    const guest = await aGuest();
    expect((await refusal(startThread(guest, ana.user.username), 403)).code).toBe('guest_not_allowed');
  });

  test.each(['', ' ', 'nobody-of-that-name', '../ana', "ana'--", '\u0000', 'erased-0', '%00'])(
    'with %j',
    async (username) => {
      expect((await refusal(startThread(ana, username), 404)).code).toBe('user_not_found');
    },
  );

  test('with a guest', async () => {
    const guest = await aGuest();
    expect((await refusal(startThread(ana, guest.user.username), 404)).code).toBe('user_not_found');
  });

  test('with a user you have blocked, and with one who has blocked you', async () => {
    const eve = await aUser('eve');
    await block(ana, eve);
    expect((await refusal(startThread(eve, ana.user.username), 403)).code).toBe('permission_denied');
    expect((await refusal(startThread(ana, eve.user.username), 403)).code).toBe('peer_blocked');
    // Nothing has come of it.
    await unblock(ana, eve);
    expect(await aThread(eve, ana)).toMatchObject({ may: ['read', 'write'] });
    // An existing thread is found despite a block.
    await block(ana, eve);
    expect(await aThread(eve, ana)).toMatchObject({ may: ['read'] });
  });
});

describe.each(['a stranger', 'an administrator', 'a guest'])('%s', (who) => {
  let eve: Device;
  beforeAll(async () => {
    eve = who === 'a guest' ? await aGuest() : await aUser('eve');
    if (who === 'an administrator') await grant(eve, 'admin');
    await eve.connect();
  });

  const room = () => `/api/chat/rooms/${slug}`;
  test.each<[string, () => Test]>([
    ['see it', () => eve.rest.get(room())],
    ['read it', () => eve.rest.get(`${room()}/messages`)],
    ['search it', () => eve.rest.get(`${room()}/messages/search?q=treasure`)],
    ['write to it', () => eve.rest.post(`${room()}/messages`).send({ clientId: 'x', text: 'x' })],
    ['edit there', () => eve.rest.patch(`${room()}/messages/${messageId}`).send({ text: 'x' })],
    ['delete there', () => eve.rest.delete(`${room()}/messages/${messageId}`)],
    ['see its members', () => eve.rest.get(`${room()}/members`)],
    ['come in', () => giveRole(eve, slug, eve, 'member')],
    ['leave it', () => eve.rest.delete(`${room()}/members/${eve.id}`)],
    ['put somebody out', () => eve.rest.delete(`${room()}/members/${ana.id}`)],
    ['change it', () => eve.rest.patch(room()).send({ name: 'Mine' })],
    ['open it', () => eve.rest.patch(room()).send({ kind: 'public' })],
    ['delete it', () => eve.rest.delete(room())],
    ['make a link into it', () => eve.rest.post(`${room()}/invitations`).send({ role: 'member' })],
    ['see its links', () => eve.rest.get(`${room()}/invitations`)],
    ['mute somebody there', () => eve.rest.put(`${room()}/members/${ana.id}/mute`).send({ forS: 60 })],
    ['see who is muted', () => eve.rest.get(`${room()}/mutes`)],
    ['look who speaks', () => eve.rest.get(`${room()}/voice`)],
    ['put somebody out of the voice channel', () => eve.rest.delete(`${room()}/voice/${ana.id}`)],
  ])('cannot %s', async (_, request) => {
    expect((await refusal(request(), 404)).code).toBe('room_not_found');
  });

  test.each<[string, object]>([
    ['room:join', {}],
    ['room:join', { afterSeq: 0, afterRevision: 0 }],
    ['room:leave', {}],
    ['room:typing', {}],
    ['message:send', { clientId: 'x', text: 'x' }],
    ['message:edit', { id: randomUUID(), text: 'x' }],
    ['message:delete', { id: randomUUID() }],
    ['message:react', { id: randomUUID(), emoji: '👍' }],
    ['message:unreact', { id: randomUUID(), emoji: '👍' }],
    ['voice:join', {}],
    ['voice:state', { muted: true }],
    ['voice:kick', { userId: randomUUID() }],
  ])('gets nowhere with %s %j', async (event, payload) => {
    await expect(eve.emitAnything(event, { room: slug, ...payload })).rejects.toMatchObject({
      code: 'room_not_found',
    });
  });
});

test('a client that is not signed in reads nothing', async () => {
  const path = `/api/chat/rooms/${slug}/messages`;
  expect((await refusal(supertest(ana.url).get(path), 404)).code).toBe('room_not_found');
});

describe('the two', () => {
  const room = () => `/api/chat/rooms/${slug}`;
  test.each<[string, () => Test]>([
    ['rename it', () => ana.rest.patch(room()).send({ name: 'Us' })],
    ['make it public', () => ana.rest.patch(room()).send({ kind: 'public' })],
    ['archive it', () => ana.rest.patch(room()).send({ archived: true })],
    ['take its messages', () => ana.rest.patch(room()).send({ hasChat: false })],
    ['give it a voice channel', () => ana.rest.patch(room()).send({ hasVoice: true })],
    ['delete it', () => ana.rest.delete(room())],
    ['leave it', () => ana.rest.delete(`${room()}/members/${ana.id}`)],
    ['put the other one out', () => ana.rest.delete(`${room()}/members/${ben.id}`)],
    ['make oneself its owner', () => giveRole(ana, slug, ana, 'owner')],
    ['block the other one in it', () => giveRole(ana, slug, ben, 'blocked')],
    ['invite to it', () => ana.rest.post(`${room()}/invitations`).send({ role: 'member' })],
    ['see links into it', () => ana.rest.get(`${room()}/invitations`)],
    ['mute the other one', () => ana.rest.put(`${room()}/members/${ben.id}/mute`).send({ forS: 60 })],
    ['see who is muted', () => ana.rest.get(`${room()}/mutes`)],
    ['bring in a third', () => giveRole(ana, slug, { id: randomUUID() } as Device, 'member')],
  ])('cannot %s', async (_, request) => {
    expect((await refusal(request(), 409)).code).toBe('direct_thread_fixed');
  });

  test('speak in calls: it has no voice channel', async () => {
    await expect(ana.emit('voice:join', { room: slug })).rejects.toMatchObject({ code: 'room_has_no_voice' });
  });

  test("do not touch each other's words", async () => {
    for (const act of [
      () => ben.emit('message:edit', { room: slug, id: messageId, text: 'mine' }),
      () => ben.emit('message:delete', { room: slug, id: messageId }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'permission_denied' });
  });
});

describe('other rooms', () => {
  test('do not become direct threads, and are not called like one', async () => {
    const make = (body: object) =>
      ana.rest.post('/api/chat/rooms').send({ name: 'Tea', kind: 'private', ...body });
    expect(await refusal(make({ kind: 'direct' }), 400)).toMatchObject({ errors: [{ path: 'kind' }] });
    for (const address of [slug, `direct-${randomUUID()}`])
      expect((await refusal(make({ slug: address }), 409)).code).toBe('slug_taken');
    const named = await make({ name: `Direct ${randomUUID()}` }).expect(201);
    expect((named.body as { slug: string }).slug).toMatch(/-[a-z0-9]{6}$/);
    const { slug: own } = (await make({}).expect(201)).body as { slug: string };
    const become = ana.rest.patch(`/api/chat/rooms/${own}`).send({ kind: 'direct' });
    expect(await refusal(become, 400)).toMatchObject({ errors: [{ path: 'kind' }] });
  });
});

describe('while one has blocked the other', () => {
  const own: Record<string, string> = {};
  let people: Record<string, Device>;
  let thread: string;
  beforeAll(async () => {
    const [eve, fay] = [await aUser('eve'), await aUser('fay')];
    people = { blocker: eve, blocked: fay };
    thread = (await aThread(eve, fay)).slug;
    for (const [name, device] of Object.entries(people)) {
      await enter(device, thread);
      own[name] = (await say(device, thread, 'mine')).id;
      await device.emit('message:react', { room: thread, id: own[name], emoji: '🌴' });
    }
    await block(eve, fay);
  });

  describe.each([
    ['blocker', 'peer_blocked'],
    ['blocked', 'permission_denied'],
  ])('the %s', (name, code) => {
    const me = () => people[name]!;
    const ref = () => ({ room: thread, id: own[name]! });
    test.each<[string, () => Promise<unknown>]>([
      ['sends nothing', () => say(me(), thread, 'x')],
      ['edits nothing', () => me().emit('message:edit', { ...ref(), text: 'x' })],
      ['puts no emoji', () => me().emit('message:react', { ...ref(), emoji: '👍' })],
      ['takes none back', () => me().emit('message:unreact', { ...ref(), emoji: '🌴' })],
      ['does not type', () => me().emit('room:typing', { room: thread })],
    ])('%s', async (_, act) => {
      await expect(act()).rejects.toMatchObject({ code } satisfies Partial<Refused>);
    });

    test('gets no further over REST', async () => {
      const path = `/api/chat/rooms/${thread}/messages`;
      for (const request of [
        me().rest.post(path).send({ clientId: randomUUID(), text: 'x' }),
        me().rest.patch(`${path}/${own[name]}`).send({ text: 'x' }),
      ])
        expect((await refusal(request, 403)).code).toBe(code);
    });

    test('still reads, searches, and takes back what they said', async () => {
      expect((await enter(me(), thread)).messages).toHaveLength(2);
      await me().rest.get(`/api/chat/rooms/${thread}/messages/search?q=mine`).expect(200);
      await me().emit('message:delete', ref());
    });
  });
});
