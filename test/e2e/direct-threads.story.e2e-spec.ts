/** Two people write to each other: one thread for the two, found by whoever begins, and known to nobody else. */
import { describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/platform/http/problem.protocol.js';
import type { DirectThread, RoomMember, RoomView } from '../../src/rooms/rooms.protocol.js';
import { aUser, type Device } from '../support/client.js';
import { aThread, block, startThread, unblock } from '../support/direct.js';
import { enter, historyOf, say } from '../support/messages.js';
import { answer } from '../support/rest.js';

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

test('whoever begins, how often and at whichever instance: there is one thread', async () => {
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
  test('is not written to any more, writes no more, and both keep what was said', async () => {
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
});
