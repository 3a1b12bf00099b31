/** An attacker tries to reach participants of a voice channel, or to act there, without being admitted. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { candidate, OFFER } from '../support/calls.js';
import { aGuest, aUser, type Device } from '../support/client.js';
import { aRoom, giveRole, join, type Joined, SILENT } from '../support/rooms.js';
import { expectUnharmed } from './bystanders.js';

let eve: Device;
let room: string;
let ana: Joined;
let ben: Joined;

beforeEach(async () => {
  const [one, two] = [await aUser('ana'), await aUser('ben')];
  ({ slug: room } = await aRoom(one, { kind: 'private' }));
  await giveRole(one, room, two, 'member').expect(200);
  ana = await join(one, room);
  ben = await join(two, room);
  eve = await aUser('eve');
  await eve.connect();
});

afterEach(async () => {
  await expectUnharmed(eve.url, ana.device, ben.device);
  for (const { device } of [ana, ben]) expect(device.received('voice:left')).toEqual([]);
});

/** Both ways into the server: as clients write it, and in an order that takes the ordinary way. */
const spellings: [string, (groupId: string, to: string, body: object) => object][] = [
  ['as clients write it', (groupId, to, body) => ({ groupId, to, ...body })],
  ['in another order', (groupId, to, body) => ({ ...body, to, groupId })],
];
const bodies = [{ description: OFFER }, { candidate: candidate(1) }, { candidates: [null] }];

async function reachesNobody(device: Device): Promise<void> {
  for (const [, signal] of spellings)
    for (const body of bodies)
      for (const { peerId } of [ana, ben])
        await expect(device.emitAnything('signal', signal(ana.groupId, peerId, body))).rejects.toMatchObject({
          code: 'not_in_group',
        });
  for (const { device: victim } of [ana, ben]) {
    await victim.emit('presence:ping', {});
    expect(victim.received('signal')).toEqual([]);
  }
}

describe.each<['newcomer' | 'viewer' | 'blocked' | 'guest', string]>([
  ['newcomer', 'room_not_found'],
  ['guest', 'room_not_found'],
  ['viewer', 'permission_denied'],
  ['blocked', 'room_not_found'],
])('as %s', (standing, code) => {
  test('one is not let in, sees what one may see, and signals to nobody', async () => {
    if (standing === 'guest') {
      eve = await aGuest('Eve');
      await eve.connect();
    } else if (standing !== 'newcomer') await giveRole(ana.device, room, eve, standing).expect(200);
    const attempts = [{ room }, { room, peerId: ana.peerId }, { room, peerId: randomUUID() }];
    for (const payload of attempts)
      await expect(eve.emit('voice:join', payload)).rejects.toMatchObject({ code });
    const looking = await eve.rest.get(`/api/chat/rooms/${room}/voice`);
    expect(looking.status).toBe(standing === 'viewer' ? 200 : 404);
    await reachesNobody(eve);
    await expect(eve.emit('voice:kick', { room, userId: ben.device.id })).rejects.toMatchObject({ code });
    await expect(eve.emit('voice:state', { room, muted: true })).rejects.toBeDefined();
  });
});

describe('a removed participant', () => {
  test('and signals on, reaches nobody', async () => {
    await giveRole(ana.device, room, eve, 'member').expect(200);
    const joined = await join(eve, room);
    // Both know each other by now, so that nothing has to be looked up.
    await eve.emit('signal', { groupId: joined.groupId, to: ben.peerId, candidate: null });
    await ben.device.receives('signal');
    await ana.device.emit('voice:kick', { room, userId: eve.id });
    await eve.receives('voice:left');
    for (const [, signal] of spellings)
      for (const body of bodies)
        await expect(
          eve.emitAnything('signal', signal(joined.groupId, ben.peerId, body)),
        ).rejects.toMatchObject({ code: 'not_in_group' });
    await ben.device.emit('presence:ping', {});
    expect(ben.device.received('signal')).toHaveLength(1);
    for (const one of [ana, ben])
      await one.device.receives('voice:left', ({ peerId }) => peerId === joined.peerId);
    // `afterEach` is about ana and ben.
    ({ slug: room } = await aRoom(ana.device, { kind: 'private' }));
    await giveRole(ana.device, room, ben.device, 'member').expect(200);
    for (const { device } of [ana, ben]) {
      device.disconnect();
      await device.connect();
    }
  });

  test("and asks to come back under one's old id, begins anew or not at all", async () => {
    await giveRole(ana.device, room, eve, 'member').expect(200);
    const { peerId } = await join(eve, room);
    await eve.emit('voice:leave', { room });
    const again = await eve.emit('voice:join', { room, peerId });
    expect(again.peerId).not.toBe(peerId);
    await eve.emit('voice:leave', { room });
    await giveRole(ana.device, room, eve, 'blocked').expect(200);
    await expect(eve.emit('voice:join', { room, peerId: again.peerId })).rejects.toMatchObject({
      code: 'room_not_found',
    });
    for (const { device } of [ana, ben]) {
      device.disconnect();
      await device.connect();
    }
  });
});

describe('a participant', () => {
  test('says nothing in the name of others', async () => {
    for (const extra of [{ peerId: ana.peerId }, { userId: ana.device.id }])
      await expect(
        ben.device.emitAnything('voice:state', { room, muted: true, ...extra }),
      ).rejects.toMatchObject({ code: 'validation_failed' });
    await ben.device.emit('voice:state', { room, muted: true });
    await expect(ana.device.receives('voice:state')).resolves.toEqual({
      room,
      peerId: ben.peerId,
      state: { ...SILENT, muted: true },
    });
    expect(ben.device.received('voice:state')).toEqual([]);
  });

  test('takes nobody out without being a moderator', async () => {
    const kick = ben.device.emit('voice:kick', { room, userId: ana.device.id });
    await expect(kick).rejects.toMatchObject({ code: 'permission_denied' });
    await ben.device.rest.delete(`/api/chat/rooms/${room}/voice/${ana.device.id}`).expect(403);
  });

  test('signals to somebody, never to nobody, and never to another channel', async () => {
    const other = await join(eve, (await aRoom(eve)).slug);
    for (const body of bodies) {
      const toNobody = ben.device.emitAnything('signal', { groupId: ben.groupId, ...body });
      await expect(toNobody).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path: 'to' }] });
      const across = ben.device.emitAnything('signal', { groupId: ben.groupId, to: other.peerId, ...body });
      await expect(across).rejects.toMatchObject({ code: 'peer_gone' });
    }
    await expect(
      eve.emit('signal', { groupId: ben.groupId, to: ben.peerId, candidate: null }),
    ).rejects.toMatchObject({ code: 'not_in_group' });
    expect(eve.received('signal')).toEqual([]);
  });
});
