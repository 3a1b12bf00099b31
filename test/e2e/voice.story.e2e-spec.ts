/** A room's voice channel: a joining device receives the participants, the others receive every change. */
import { describe, expect, test } from '@jest/globals';
import { answer } from '../support/rest.js';
import { candidate, OFFER } from '../support/calls.js';
import { aUser } from '../support/client.js';
import { aRoom, aVoiceChannel, join, peerOf, SILENT } from '../support/rooms.js';
import type { VoiceChannel } from '../../src/voice/voice.protocol.js';

describe('three people in a voice channel', () => {
  test('a device that joins gets a snapshot, the others hear of it, and signals go from each to each', async () => {
    const { room, peers } = await aVoiceChannel('ana', 'ben', 'cleo');
    const [ana, ben, cleo] = peers as [(typeof peers)[0], (typeof peers)[0], (typeof peers)[0]];

    expect(ana.peers).toEqual([]);
    expect(ben.peers).toEqual([peerOf(ana)]);
    expect(cleo.peers).toEqual([peerOf(ana), peerOf(ben)]);
    expect(new Set(peers.map(({ groupId }) => groupId)).size).toBe(1);
    for (const newcomer of [ben, cleo])
      await expect(
        ana.device.receives('voice:joined', ({ peer }) => peer.peerId === newcomer.peerId),
      ).resolves.toEqual({ room, peer: peerOf(newcomer) });
    await expect(ben.device.receives('voice:joined')).resolves.toEqual({ room, peer: peerOf(cleo) });

    const { groupId } = cleo;
    for (const { device, peerId } of [ana, ben]) {
      await cleo.device.emit('signal', { groupId, to: peerId, description: OFFER });
      await expect(device.receives('signal')).resolves.toEqual({
        groupId,
        from: cleo.peerId,
        description: OFFER,
      });
      await device.emit('signal', { groupId, to: cleo.peerId, candidate: candidate(1) });
      await expect(cleo.device.receives('signal')).resolves.toMatchObject({ from: peerId });
    }
    const { body } = await answer<VoiceChannel>(ana.device.rest.get(`/api/chat/rooms/${room}/voice`));
    expect(body).toEqual({ peers: peers.map((peer) => peerOf(peer)), max: 8 });
  });

  test('what a device shows is sent to the others, and to those who come later', async () => {
    const { room, peers } = await aVoiceChannel('ana', 'ben');
    const [ana, ben] = peers as [(typeof peers)[0], (typeof peers)[0]];
    await expect(ana.device.emit('voice:state', { room, muted: true })).resolves.toEqual({
      state: { ...SILENT, muted: true },
    });
    await expect(ben.device.receives('voice:state')).resolves.toEqual({
      room,
      peerId: ana.peerId,
      state: { ...SILENT, muted: true },
    });
    await ana.device.emit('voice:state', { room, camera: true, muted: false });
    await expect(ben.device.receives('voice:state', ({ state }) => state.camera)).resolves.toMatchObject({
      state: { ...SILENT, camera: true },
    });
    const cleo = await join(await aUser('cleo'), room);
    expect(cleo.peers).toEqual([peerOf(ana, { camera: true }), peerOf(ben)]);
  });

  test('one may join muted', async () => {
    const { room, peers } = await aVoiceChannel('ana');
    const ben = await aUser('ben');
    await ben.connect();
    await ben.emit('voice:join', { room, muted: true });
    await expect(peers[0]!.device.receives('voice:joined')).resolves.toMatchObject({
      peer: { userId: ben.id, state: { ...SILENT, muted: true } },
    });
  });

  test('a device that leaves is gone for everybody, and may come again as somebody new', async () => {
    const { room, peers } = await aVoiceChannel('ana', 'ben');
    const [ana, ben] = peers as [(typeof peers)[0], (typeof peers)[0]];
    await ben.device.emit('voice:leave', { room });
    await expect(ana.device.receives('voice:left')).resolves.toEqual({
      room,
      peerId: ben.peerId,
      reason: 'left',
    });
    await ben.device.emit('voice:leave', { room });
    const again = await join(ben.device, room);
    expect(again.peerId).not.toBe(ben.peerId);
    await ana.device.receives('voice:joined', ({ peer }) => peer.peerId === again.peerId);
    expect(ben.device.received('voice:left')).toEqual([]);
  });
});

test('asking again answers the same, as after a lost answer', async () => {
  const { room, peers } = await aVoiceChannel('ana', 'ben');
  const [ana, ben] = peers as [(typeof peers)[0], (typeof peers)[0]];
  await expect(ben.device.emit('voice:join', { room })).resolves.toMatchObject({
    peerId: ben.peerId,
    peers: [peerOf(ana)],
  });
  await ben.device.emit('voice:state', { room, muted: true });
  await ana.device.receives('voice:state');
  expect(ana.device.received('voice:joined')).toHaveLength(1);
});

test('a room without chat has a voice channel as well', async () => {
  const ana = await aUser('ana');
  const { slug, may } = await aRoom(ana, { hasChat: false });
  expect(may).not.toContain('write');
  expect((await join(ana, slug)).peers).toEqual([]);
});

describe('another device of the same person', () => {
  test('moves the first one out', async () => {
    const { room, peers } = await aVoiceChannel('ana', 'ben');
    const [ana, ben] = peers as [(typeof peers)[0], (typeof peers)[0]];
    const tablet = await join(await ben.device.device(), room);
    const left = { room, peerId: ben.peerId, reason: 'moved' };
    await expect(ana.device.receives('voice:left')).resolves.toEqual(left);
    await expect(ben.device.receives('voice:left')).resolves.toEqual(left);
    await ana.device.receives('voice:joined', ({ peer }) => peer.peerId === tablet.peerId);
    expect(tablet.peers).toEqual([peerOf(ana)]);
  });

  test('also from another room', async () => {
    const { peers } = await aVoiceChannel('ana', 'ben');
    const [ana, ben] = peers as [(typeof peers)[0], (typeof peers)[0]];
    await join(ben.device, (await aRoom(ben.device)).slug);
    await expect(ana.device.receives('voice:left')).resolves.toMatchObject({ reason: 'moved' });
  });
});
