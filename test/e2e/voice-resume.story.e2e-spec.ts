/** A device in a voice channel loses its connection and comes back, also on another instance. */
import { describe, expect, test } from '@jest/globals';
import type { SignalIn } from '../../src/signaling/signaling.protocol.js';
import { candidate } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { aRoom, aVoiceChannel, join, peerOf, SILENT } from '../support/rooms.js';

const otherInstance = ({ url }: Device) => (instanceUrl(1) === url ? instanceUrl(0) : instanceUrl(1));
const numbered = (device: Device) => ({ auth: { token: device.accessToken, signalSeq: true } });
const numbers = (signals: SignalIn[]) =>
  signals.map(({ candidate: one }) => Number(one?.candidate.split(/[: ]/)[1]));

describe('the same peer', () => {
  test('is back on another instance; the others are notified, and nobody has left', async () => {
    const { room, peers } = await aVoiceChannel('ana', 'ben', 'cleo');
    const [ana, ben, cleo] = peers as [(typeof peers)[0], (typeof peers)[0], (typeof peers)[0]];
    await ana.device.emit('voice:state', { room, muted: true });
    ana.device.vanish();
    for (const { device } of [ben, cleo])
      await expect(device.receives('voice:peer-lost')).resolves.toEqual({
        room,
        peerId: ana.peerId,
        graceMs: 30_000,
      });
    const dan = await join(await aUser('dan'), room);
    expect(dan.peers[0]).toEqual({ ...peerOf(ana, { muted: true }), away: true });

    const again = ana.device.at(otherInstance(ana.device));
    await again.connect();
    const back = await again.emit('voice:join', { room, peerId: ana.peerId });
    expect(back).toMatchObject({
      groupId: ana.groupId,
      peerId: ana.peerId,
      peers: [peerOf(ben), peerOf(cleo), peerOf(dan)],
      missed: [],
      // The request gave no last seen numbers.
      unrecovered: [ben.peerId, cleo.peerId, dan.peerId],
    });
    for (const { device } of [ben, cleo, dan])
      await expect(device.receives('voice:peer-back')).resolves.toEqual({ room, peerId: ana.peerId });
    await again.emit('signal', { groupId: ana.groupId, to: ben.peerId, candidate: candidate(1) });
    await expect(ben.device.receives('signal')).resolves.toMatchObject({ from: ana.peerId });
    await ben.device.emit('signal', { groupId: ana.groupId, to: ana.peerId, candidate: candidate(2) });
    await expect(again.receives('signal')).resolves.toMatchObject({ from: ben.peerId });
    await expect(again.emit('voice:state', { room, muted: false })).resolves.toEqual({ state: SILENT });
    for (const { device } of [ben, cleo, dan]) {
      await device.receives('voice:state', ({ state }) => !state.muted);
      expect(device.received('voice:left')).toEqual([]);
    }
  });

  test('is handed what each of the others signalled meanwhile, in order', async () => {
    const [ana, ben, cleo] = [await aUser('ana'), await aUser('ben'), await aUser('cleo')];
    for (const device of [ana, ben, cleo]) await device.connect(numbered(device));
    const { slug: room } = await aRoom(ana);
    const first = await join(ana, room);
    const others = [await join(ben, room), await join(cleo, room)];
    const { groupId, peerId } = first;
    const send = ({ device }: { device: Device }, ...which: number[]) =>
      which.reduce(
        (before, number) =>
          before.then(async () => {
            await device.emit('signal', { groupId, to: peerId, candidate: candidate(number) });
          }),
        Promise.resolve(),
      );
    for (const other of others) await send(other, 1);
    const seen = await Promise.all(
      others.map((other) => ana.receives('signal', ({ from }) => from === other.peerId)),
    );
    ana.vanish();
    for (const { device } of others) await device.receives('voice:peer-lost');
    await send(others[0]!, 2, 3);
    await send(others[1]!, 4);

    const again = ana.at(otherInstance(ana));
    await again.connect(numbered(again));
    const lastSeqs = seen.map(({ from, seq }) => ({ peerId: from, seq: seq! }));
    const { missed, unrecovered } = await again.emit('voice:join', { room, peerId, lastSeqs });
    const from = (other: { peerId: string }) => missed!.filter((signal) => signal.from === other.peerId);
    expect(numbers(from(others[0]!))).toEqual([2, 3]);
    expect(numbers(from(others[1]!))).toEqual([4]);
    expect(unrecovered).toEqual([]);
  });

  test('is taken over while the server believes the old connection to live', async () => {
    const { room, peers } = await aVoiceChannel('ana', 'ben');
    const [ana, ben] = peers as [(typeof peers)[0], (typeof peers)[0]];
    const again = ana.device.at(otherInstance(ana.device));
    await again.connect();
    await again.emit('voice:join', { room, peerId: ana.peerId });
    await ben.device.receives('voice:peer-back');
    await expect(ana.device.receives('voice:left')).resolves.toEqual({
      room,
      peerId: ana.peerId,
      reason: 'moved',
    });
    const late = ana.device.emit('signal', { groupId: ana.groupId, to: ben.peerId, candidate: candidate(1) });
    await expect(late).rejects.toMatchObject({ code: 'not_in_group' });
    ana.device.vanish();
    await again.emit('voice:state', { room, muted: true });
    await ben.device.receives('voice:state');
    expect(ben.device.received('voice:left')).toEqual([]);
    expect(ben.device.received('voice:peer-lost')).toEqual([]);
  });
});

test('a device that does not say who it was is somebody new, and the old one has left', async () => {
  const { room, peers } = await aVoiceChannel('ana', 'ben');
  const [ana, ben] = peers as [(typeof peers)[0], (typeof peers)[0]];
  ana.device.vanish();
  await ben.device.receives('voice:peer-lost');
  const again = await join(ana.device.at(ana.device.url), room);
  expect(again.peerId).not.toBe(ana.peerId);
  expect(again).not.toHaveProperty('missed');
  await expect(ben.device.receives('voice:left')).resolves.toEqual({
    room,
    peerId: ana.peerId,
    reason: 'moved',
  });
});

test('nobody comes back as somebody else', async () => {
  const { room, peers } = await aVoiceChannel('ana', 'ben');
  const [ana, ben] = peers as [(typeof peers)[0], (typeof peers)[0]];
  const eve = await aUser('eve');
  await eve.connect();
  const joined = await eve.emit('voice:join', { room, peerId: ana.peerId });
  expect(joined.peerId).not.toBe(ana.peerId);
  expect(joined).not.toHaveProperty('missed');
  await ben.device.emit('signal', { groupId: ben.groupId, to: ana.peerId, candidate: candidate(1) });
  await expect(ana.device.receives('signal')).resolves.toMatchObject({ from: ben.peerId });
  expect(eve.received('signal')).toEqual([]);
});
