/**
 * Participants are removed from a voice channel, or may no longer be there: at once, and all others are notified of the reason.
 */
import { describe, expect, test } from '@jest/globals';
import type { RoomRole } from '../../src/rooms/rooms.protocol.js';
import type { VoiceLeftReason } from '../../src/voice/voice.protocol.js';
import { candidate } from '../support/calls.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { aRoom, giveRole, join, type Joined } from '../support/rooms.js';

/** Ana owns the room, ben and cleo are with her in its channel. */
async function threeInARoom(kind: 'public' | 'private' = 'private') {
  const people = [await aUser('ana'), await aUser('ben'), await aUser('cleo')] as const;
  const { slug: room } = await aRoom(people[0], { kind });
  for (const person of people.slice(1)) await giveRole(people[0], room, person, 'member').expect(200);
  const ana = await join(people[0], room);
  const ben = await join(people[1], room);
  const cleo = await join(people[2], room);
  return { room, ana, ben, cleo };
}

async function hasLeft(room: string, who: Joined, reason: VoiceLeftReason, ...others: Joined[]) {
  const left = { room, peerId: who.peerId, reason };
  for (const { device } of others)
    await expect(device.receives('voice:left', ({ peerId }) => peerId === who.peerId)).resolves.toEqual(left);
}

async function isOut(room: string, who: Joined, reason: VoiceLeftReason, ...others: Joined[]) {
  await hasLeft(room, who, reason, who, ...others);
  const { groupId } = who;
  const late = who.device.emit('signal', { groupId, to: others[0]!.peerId, candidate: candidate(1) });
  await expect(late).rejects.toMatchObject({ code: 'not_in_group' });
  const toThem = others[0]!.device.emit('signal', { groupId, to: who.peerId, candidate: candidate(1) });
  await expect(toThem).rejects.toMatchObject({ code: 'peer_gone' });
  await expect(who.device.emit('voice:state', { room, muted: true })).rejects.toBeDefined();
}

describe('somebody is kicked', () => {
  test('over the socket, and may come again', async () => {
    const { room, ana, ben, cleo } = await threeInARoom();
    await ana.device.emit('voice:kick', { room, userId: ben.device.id });
    await isOut(room, ben, 'kicked', ana, cleo);
    const again = await join(ben.device, room);
    expect(again.peers).toHaveLength(2);
    await ana.device.receives('voice:joined', ({ peer }) => peer.peerId === again.peerId);
  });

  test('over REST', async () => {
    const { room, ana, ben, cleo } = await threeInARoom();
    await ana.device.rest.delete(`/api/chat/rooms/${room}/voice/${ben.device.id}`).expect(204);
    await isOut(room, ben, 'kicked', ana, cleo);
  });

  test('one takes out oneself without being a moderator: that is leaving', async () => {
    const { room, ana, ben, cleo } = await threeInARoom();
    await ben.device.rest.delete(`/api/chat/rooms/${room}/voice/${ben.device.id}`).expect(204);
    await isOut(room, ben, 'left', ana, cleo);
  });
});

describe('somebody may no longer be there', () => {
  test.each<RoomRole>(['viewer', 'blocked'])('being %s by now', async (role) => {
    const { room, ana, ben, cleo } = await threeInARoom();
    await giveRole(ana.device, room, ben.device, role).expect(200);
    await isOut(room, ben, 'removed', ana, cleo);
    await expect(ben.device.emit('voice:join', { room })).rejects.toMatchObject({
      code: role === 'viewer' ? 'permission_denied' : 'room_not_found',
    });
  });

  test('being removed from the room', async () => {
    const { room, ana, ben, cleo } = await threeInARoom();
    await ana.device.rest.delete(`/api/chat/rooms/${room}/members/${ben.device.id}`).expect(204);
    await isOut(room, ben, 'removed', ana, cleo);
  });

  test('having no role when the room becomes private; a member with one stays', async () => {
    const { room, ana, ben, cleo } = await threeInARoom('public');
    const dan = await join(await aUser('dan'), room);
    await ana.device.rest.patch(`/api/chat/rooms/${room}`).send({ kind: 'private' }).expect(200);
    await isOut(room, dan, 'removed', ana, ben, cleo);
    await ben.device.emit('voice:state', { room, muted: true });
    await ana.device.receives('voice:state');
    expect(ben.device.received('voice:left')).toHaveLength(1);
  });

  test('being an admin who becomes a member, one stays', async () => {
    const { room, ana, ben } = await threeInARoom();
    await giveRole(ana.device, room, ben.device, 'admin').expect(200);
    await giveRole(ana.device, room, ben.device, 'member').expect(200);
    await ben.device.receives('room:role-changed', ({ role }) => role === 'member');
    await ben.device.emit('voice:state', { room, muted: true });
    await ana.device.receives('voice:state');
    expect(ana.device.received('voice:left')).toEqual([]);
  });
});

describe('the channel closes for everybody', () => {
  test.each<[string, (ana: Device, path: string) => PromiseLike<unknown>]>([
    ['the room is deleted', (ana, path) => ana.rest.delete(path).expect(204)],
    ['the room is archived', (ana, path) => ana.rest.patch(path).send({ archived: true }).expect(200)],
    ['the room has no voice', (ana, path) => ana.rest.patch(path).send({ hasVoice: false }).expect(200)],
  ])('when %s', async (_name, close) => {
    const { room, ana, ben, cleo } = await threeInARoom();
    await close(ana.device, `/api/chat/rooms/${room}`);
    for (const one of [ana, ben, cleo]) await hasLeft(room, one, 'closed', one);
    const late = ben.device.emit('signal', {
      groupId: ben.groupId,
      to: cleo.peerId,
      candidate: candidate(1),
    });
    await expect(late).rejects.toMatchObject({ code: 'not_in_group' });
  });
});

describe('somebody signs out', () => {
  test('everywhere', async () => {
    const { room, ana, ben, cleo } = await threeInARoom();
    await ben.device.rest.post('/api/auth/logout-all').send({}).expect(204);
    await hasLeft(room, ben, 'signed_out', ana, cleo);
  });

  test('on one device: the other one stays', async () => {
    const { room, ana, ben } = await threeInARoom();
    const phone = await ben.device.device();
    await phone.connect();
    await phone.rest.post('/api/auth/logout').expect(204);
    await phone.receives('session:ended');
    await ben.device.emit('voice:state', { room, muted: true });
    await ana.device.receives('voice:state');
    expect(ana.device.received('voice:left')).toEqual([]);
  });

  test('for good: the account is deleted', async () => {
    const { room, ana, ben, cleo } = await threeInARoom();
    await ben.device.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
    for (const { device } of [ana, cleo])
      await expect(device.receives('voice:left')).resolves.toMatchObject({ room, peerId: ben.peerId });
  });
});

test('a guest whose role is taken has to go', async () => {
  const { room, ana } = await threeInARoom('public');
  const guest = await aGuest();
  await giveRole(ana.device, room, guest, 'member').expect(200);
  const gus = await join(guest, room);
  await ana.device.rest.delete(`/api/chat/rooms/${room}/members/${guest.id}`).expect(204);
  await isOut(room, gus, 'removed', ana);
});
