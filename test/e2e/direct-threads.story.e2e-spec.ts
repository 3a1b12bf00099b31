/** Two users write to each other: one thread for the two, found by either, and invisible to all others. */
import { describe, expect, test } from '@jest/globals';
import type { PersonalExport } from '../../src/accounts/accounts.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { DirectThread, RoomMember, RoomView } from '../../src/rooms/rooms.protocol.js';
import type { SeenUser } from '../../src/users/users.protocol.js';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { aThread, block, startThread, unblock } from '../support/direct.js';
import { eventually } from '../support/eventually.js';
import { BackEnd } from '../support/integrations.js';
import { enter, historyOf, say } from '../support/messages.js';
import { Receiver } from '../support/receiver.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';

const view = async (device: Device, slug: string) =>
  (await answer<RoomView>(device.rest.get(`/api/chat/rooms/${slug}`).expect(200))).body;

describe('a direct thread', () => {
  test('is the same for both, and bears the name of the other', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const begun = await aThread(ana, ben);
    expect(begun).toEqual({
      id: expect.any(String),
      slug: `direct-${begun.id}`,
      name: ben.user.displayName,
      kind: 'direct',
      hasChat: true,
      hasVoice: false,
      createdAt: expect.any(String),
      archivedAt: null,
      role: 'member',
      may: ['read', 'write'],
      peer: expect.objectContaining({ id: ben.id, username: ben.user.username, isBlocked: false }),
    });
    const found = await aThread(ben, ana);
    expect(found).toMatchObject({ id: begun.id, slug: begun.slug, name: ana.user.displayName });
    expect(found.peer.id).toBe(ana.id);
    expect(await aThread(ana, ben)).toEqual(begun);
    // Upper and lower case are alike in usernames.
    const again = startThread(ana, ben.user.username.toUpperCase());
    expect((await answer<DirectThread>(again.expect(200))).body.id).toBe(begun.id);
    expect(await view(ana, begun.slug)).toEqual(begun);
  });

  test('carries messages like any room, to all devices of both', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aThread(ana, ben);
    const tablet = await ben.device();
    for (const device of [ana, ben, tablet])
      expect(await enter(device, slug)).toMatchObject({ room: slug, role: 'member', lastSeq: 0 });
    const { id, seq } = await say(ana, slug, `Hello @${ben.user.username}`);
    for (const device of [ana, ben, tablet])
      await expect(device.receives('message:new')).resolves.toMatchObject({ id, seq: 1, mentions: [ben.id] });
    await ben.emit('room:typing', { room: slug });
    await expect(ana.receives('room:typing')).resolves.toMatchObject({ user: { id: ben.id } });
    await ben.emit('message:react', { room: slug, id, emoji: '👍' });
    await expect(ana.receives('message:reaction')).resolves.toMatchObject({ seq, emoji: '👍' });
    await ben.rest.post(`/api/chat/rooms/${slug}/messages`).send({ clientId: 'one', text: 'Hi' }).expect(201);
    expect((await historyOf(ana, slug)).messages.map(({ text }) => text)).toEqual([
      `Hello @${ben.user.username}`,
      'Hi',
    ]);
  });

  test('has the two as its members, and is not in the list of rooms', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aThread(ana, ben);
    const members = ana.rest.get(`/api/chat/rooms/${slug}/members`).expect(200);
    const roles = (await answer<Page<RoomMember>>(members)).body.items.map(({ userId, role }) => [
      userId,
      role,
    ]);
    expect(new Map(roles as [string, string][])).toEqual(
      new Map([
        [ana.id, 'member'],
        [ben.id, 'member'],
      ]),
    );
    const rooms = ana.rest.get('/api/chat/rooms').expect(200);
    expect((await answer<Page<RoomView>>(rooms)).body.items).toEqual([]);
  });
});

test('either user begins, any number of times, at any instance: there is one thread', async () => {
  for (let round = 0; round < 5; round++) {
    const people = [await aUser('ana'), await aUser('ben')];
    const devices = await Promise.all(
      people.map(async (person) => [person, await person.device(), await person.device()]),
    );
    const [ana, ben] = people as [Device, Device];
    const begun = await Promise.all(
      devices.flat().map((device) => aThread(device, device.id === ana.id ? ben : ana)),
    );
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
  }
});

describe('one who blocks the other', () => {
  test('is no longer written to, no longer writes, and both keep what was said', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aThread(ana, ben);
    for (const device of [ana, ben]) await enter(device, slug);
    await say(ben, slug, 'Hello');
    await block(ana, ben);
    await expect(say(ben, slug, 'Hello?')).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(say(ana, slug, 'No')).rejects.toMatchObject({ code: 'peer_blocked' });
    expect(await view(ana, slug)).toMatchObject({ may: ['read'], peer: { isBlocked: true } });
    expect(await view(ben, slug)).toMatchObject({ may: ['read'], peer: { isBlocked: false } });
    for (const device of [ana, ben]) expect((await historyOf(device, slug)).lastSeq).toBe(1);
    await unblock(ana, ben);
    await say(ben, slug, 'Hello again');
    await say(ana, slug, 'Yes');
  });

  test('is no longer here for them, and sees them as ever', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    await Promise.all([ana.connect(), ben.connect()]);
    const profiles = async (viewer: Device, { id, user: { username } }: Device): Promise<SeenUser[]> => {
      const [byId, byName, listed] = await Promise.all([
        viewer.rest.get(`/api/users/${id}`).expect(200),
        viewer.rest.get(`/api/users/by-username/${username}`).expect(200),
        viewer.rest.get(`/api/users?query=${username}`).expect(200),
      ]);
      const { peer } = await aThread(viewer, { user: { username } } as Device);
      return [byId.body, byName.body, (listed.body as Page<SeenUser>).items[0], peer] as SeenUser[];
    };
    const here = await eventually(
      () => profiles(ben, ana),
      (seen) => seen.every(({ isOnline }) => isOnline),
    );
    expect(here).toHaveLength(4);
    await block(ana, ben);
    for (const seen of await profiles(ben, ana))
      expect(seen).toMatchObject({ id: ana.id, status: 'OFFLINE', isOnline: false, lastSeenAt: null });
    await eventually(
      () => profiles(ana, ben),
      (seen) => seen.every(({ isOnline }) => isOnline),
    );
    await unblock(ana, ben);
    for (const seen of await profiles(ben, ana)) expect(seen).toMatchObject({ status: 'ONLINE' });
  });
});

describe('an account that ends', () => {
  test('leaves the thread to the other one, to be read', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aThread(ana, ben);
    for (const device of [ana, ben]) await enter(device, slug);
    await say(ana, slug, 'Good-bye');
    const { id } = await say(ben, slug, 'See you');
    await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
    expect(await view(ben, slug)).toMatchObject({
      may: ['read'],
      name: expect.stringMatching(/^deleted-/),
      peer: { id: ana.id, status: 'OFFLINE', isOnline: false, lastSeenAt: null, bio: '', avatarUrl: null },
    });
    const { messages } = await historyOf(ben, slug);
    expect(messages.map(({ text }) => text)).toEqual([null, 'See you']);
    const code = 'user_not_found';
    await expect(say(ben, slug, 'Are you there?')).rejects.toMatchObject({ code });
    await expect(ben.emit('message:edit', { room: slug, id, text: 'x' })).rejects.toMatchObject({ code });
    await ben.emit('message:delete', { room: slug, id });
    expect((await refusal(startThread(ben, ana.user.username), 404)).code).toBe(code);
  });

  test('of both, also at once: the thread ends with them', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aThread(ana, ben);
    await Promise.all(
      [ana, ben].map((device) => device.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204)),
    );
    const admin = await aUser('admin');
    await grant(admin, 'admin');
    expect((await refusal(admin.rest.get(`/api/chat/rooms/${slug}`), 404)).code).toBe('room_not_found');
  });

  test('was exported with its threads', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { id: roomId, slug, createdAt } = await aThread(ana, ben);
    for (const [device, peer] of [
      [ana, ben],
      [ben, ana],
    ] as const) {
      const exported = device.rest.get('/api/profile/export').expect(200);
      expect((await answer<PersonalExport & { rooms: object }>(exported)).body.rooms).toMatchObject({
        memberships: [],
        created: [],
        direct: [{ roomId, slug, createdAt, peerId: peer.id }],
      });
    }
  });
});

test('a disabled user is not written to; enabled again they are', async () => {
  const [admin, ana, ben] = [await aUser('admin'), await aUser('ana'), await aUser('ben')];
  await grant(admin, 'admin');
  const { slug } = await aThread(ana, ben);
  await ana.connect();
  const become = (status: string) =>
    admin.rest.patch(`/api/admin/users/${ben.id}`).send({ status }).expect(200);
  await become('inactive');
  await expect(say(ana, slug, 'Hello')).rejects.toMatchObject({ code: 'user_not_found' });
  expect(await view(ana, slug)).toMatchObject({ may: ['read'], name: ben.user.displayName });
  expect((await refusal(startThread(ana, ben.user.username), 404)).code).toBe('user_not_found');
  await become('active');
  await say(ana, slug, 'Hello');
});

test('webhooks are not notified of it', async () => {
  const shop = await BackEnd.start();
  const receiver = await Receiver.start();
  const webhook = await shop.subscribe(receiver.url, ['room.*']);
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { id } = await aThread(ana, ben);
  await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  await ben.rest.post('/api/chat/rooms').send({ name: 'Tea', kind: 'private' }).expect(201);
  await ben.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  // Earlier events have been received by then.
  await eventually(
    async () => receiver.attempts.filter(({ event }) => event.type === 'room.deleted'),
    (ends) => ends.length > 0,
  );
  expect(receiver.attempts.filter(({ text }) => text.includes(id))).toEqual([]);
  await shop.ask('delete', `/api/webhooks/${webhook.id}`).expect(204);
  await receiver.stop();
});
