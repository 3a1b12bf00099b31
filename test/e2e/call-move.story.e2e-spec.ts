/** A running call goes from one device of a person to another; until media flows there, the old one has it. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import {
  type ActiveCall,
  ANSWER,
  anActiveCall,
  beginMove,
  candidate,
  move,
  OFFER,
} from '../support/calls.js';
import type { Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';

let theirs: ActiveCall;
let callId: string;
let ana: Device;
let ben: Device;
/** Another device of ana's, there before the call. */
let tablet: Device;

beforeEach(async () => {
  const first = await anActiveCall();
  tablet = await first.ana.device();
  await tablet.connect();
  await first.ana.emit('call:hangup', { callId: first.call.id });
  await first.ben.receives('call:ended');
  theirs = await anActiveCall(first);
  ({ ana, ben } = theirs);
  callId = theirs.call.id;
});

async function legsOf(device: Device): Promise<Record<string, string>> {
  const { body } = await device.rest.get(`/api/calls/${callId}`).expect(200);
  return Object.fromEntries((body as CallDetail).legs.map(({ peerId, state }) => [peerId, state]));
}

async function refusedBecause(device: Device, to: string): Promise<string> {
  const signal = device.emit('signal', { groupId: callId, to, candidate: null });
  return signal.then(
    () => 'nothing',
    (error: { code: string }) => error.code,
  );
}

test('the old device signals on until the new one has it; then it is out, and the call goes on', async () => {
  await expect(
    tablet.receives('call:answered-elsewhere', (update) => update.callId === callId),
  ).resolves.toEqual({
    callId,
    call: theirs.call,
  });

  const ack = await tablet.emit('call:move', { callId });
  expect(ack).toEqual({
    call: theirs.call,
    peerId: expect.any(String),
    remotePeerId: theirs.benPeer,
    iceServers: [],
  });
  await expect(ben.receives('call:moving')).resolves.toEqual({ callId, remotePeerId: ack.peerId });
  await tablet.emit('signal', { groupId: callId, to: theirs.benPeer, description: OFFER });
  await expect(ben.receives('signal')).resolves.toEqual({
    groupId: callId,
    from: ack.peerId,
    description: OFFER,
  });
  await ben.emit('signal', { groupId: callId, to: ack.peerId, description: ANSWER });
  await tablet.receives('signal', ({ from, description }) => from === theirs.benPeer && !!description);
  // Meanwhile the first two go on.
  await ana.emit('signal', { groupId: callId, to: theirs.benPeer, candidate: candidate(1) });
  await ben.receives('signal', ({ from }) => from === theirs.anaPeer);
  await ben.emit('signal', { groupId: callId, to: theirs.anaPeer, candidate: candidate(2) });
  await ana.receives('signal');
  expect(await legsOf(ana)).toMatchObject({ [theirs.anaPeer]: 'calling', [ack.peerId]: 'moving' });

  await expect(tablet.emit('call:connected', { callId })).resolves.toEqual({});

  await expect(ben.receives('call:moved')).resolves.toEqual({ callId, remotePeerId: ack.peerId });
  await expect(ana.receives('call:moved')).resolves.toEqual({ callId });
  await eventually(
    () => refusedBecause(ana, theirs.benPeer),
    (code) => code === 'not_in_group',
  );
  expect(await refusedBecause(ben, theirs.anaPeer)).toBe('peer_gone');
  await ben.emit('signal', { groupId: callId, to: ack.peerId, candidate: candidate(3) });
  await tablet.receives('signal', (signal) => signal.candidate?.candidate === candidate(3).candidate);

  const { call } = await tablet.emit('call:hangup', { callId });
  expect(call).toMatchObject({ status: 'ended', endReason: 'hangup', endedBy: ana.id });
  for (const device of [ana, ben]) await device.receives('call:ended', (ended) => ended.call.id === callId);
  const { body } = await ben.rest.get(`/api/calls/${callId}`).expect(200);
  const { legs } = body as CallDetail;
  expect(legs).toHaveLength(3);
  const leg = (peerId: string) => legs.find((one) => one.peerId === peerId)!;
  expect(leg(theirs.anaPeer)).toMatchObject({ userId: ana.id, state: 'moved' });
  expect(leg(ack.peerId)).toMatchObject({
    userId: ana.id,
    state: 'answered',
    answeredAt: expect.any(String),
  });
  expect(leg(theirs.anaPeer).at).toBe(leg(ack.peerId).answeredAt);
  expect(tablet.received('call:moved')).toEqual([]);
});

test('there and back again, by the callee too', async () => {
  const laptop = await ben.device();
  await laptop.connect();
  const there = await move(laptop, ana, callId);
  const back = await move(ben, ana, callId);
  const again = await move(laptop, ana, callId);
  const own = await move(tablet, laptop, callId);

  expect(own.remotePeerId).toBe(again.peerId);
  expect(await legsOf(ana)).toEqual({
    [theirs.anaPeer]: 'moved',
    [theirs.benPeer]: 'moved',
    [there.peerId]: 'moved',
    [back.peerId]: 'moved',
    [again.peerId]: 'answered',
    [own.peerId]: 'answered',
  });
  await laptop.emit('signal', { groupId: callId, to: own.peerId, candidate: candidate(1) });
  await expect(tablet.receives('signal')).resolves.toMatchObject({ from: again.peerId });
  await laptop.emit('call:hangup', { callId });
});

describe('the call stays where it is', () => {
  async function stays(peerId: string): Promise<void> {
    for (const device of [ana, ben])
      await expect(device.receives('call:move-failed')).resolves.toEqual({ callId, peerId });
    await eventually(
      () => refusedBecause(ben, peerId),
      (code) => code === 'peer_gone',
    );
    expect(await legsOf(ana)).toMatchObject({ [theirs.anaPeer]: 'calling', [peerId]: 'move_failed' });
    await ana.emit('signal', { groupId: callId, to: theirs.benPeer, candidate: candidate(1) });
    await ben.receives('signal', ({ from }) => from === theirs.anaPeer);
  }

  test('when the new device gives up; it may try again', async () => {
    const { peerId } = await beginMove(tablet, ben, callId);
    const { call } = await tablet.emit('call:hangup', { callId });
    expect(call).toEqual(theirs.call);
    // Repeated, or too late, it does not end the call on the other devices.
    await expect(tablet.emit('call:hangup', { callId })).resolves.toEqual({ call: theirs.call });
    await stays(peerId);
    await expect(tablet.emit('call:connected', { callId })).rejects.toMatchObject({ code: 'move_failed' });

    const second = await move(tablet, ben, callId);
    expect(second.peerId).not.toBe(peerId);
    expect(await legsOf(ben)).toMatchObject({ [peerId]: 'move_failed', [second.peerId]: 'answered' });
  });

  test('when the new device vanishes', async () => {
    const { peerId } = await beginMove(tablet, ben, callId);
    tablet.vanish();
    await stays(peerId);
  });

  test('and ends for the new device, too, when somebody hangs up meanwhile', async () => {
    const { peerId } = await beginMove(tablet, ben, callId);
    await ana.emit('call:hangup', { callId });
    await tablet.receives('call:ended', ({ call }) => call.id === callId);
    await expect(tablet.emit('call:connected', { callId })).rejects.toMatchObject({ code: 'call_ended' });
    await eventually(
      () => legsOf(ana),
      (legs) => legs[peerId] === 'move_failed',
    );
    expect(ben.received('call:move-failed')).toEqual([]);
  });
});

test('the old device drops meanwhile: the call is the new one’s', async () => {
  const { peerId } = await beginMove(tablet, ben, callId);
  ana.vanish();
  await expect(ben.receives('call:peer-lost')).resolves.toEqual({
    callId,
    graceMs: 30_000,
    remotePeerId: theirs.anaPeer,
  });
  await tablet.emit('call:connected', { callId });
  await ben.receives('call:moved', ({ remotePeerId }) => remotePeerId === peerId);
  expect(await refusedBecause(ben, theirs.anaPeer)).toBe('peer_gone');
  expect(await legsOf(ben)).toMatchObject({ [theirs.anaPeer]: 'moved', [peerId]: 'answered' });

  await ana.connect();
  await ana.receives('call:state', ({ calls }) => calls[0]?.id === callId);
  for (const peer of [theirs.anaPeer, undefined])
    await expect(ana.emit('call:resume', { callId, lastSeq: 0, peerId: peer })).rejects.toMatchObject({
      code: 'call_moved',
    });
});

test('the new device loses its connection afterwards and comes back as itself', async () => {
  const { peerId } = await move(tablet, ben, callId);
  tablet.vanish();
  await expect(ben.receives('call:peer-lost')).resolves.toMatchObject({ remotePeerId: peerId });
  await tablet.connect();
  await expect(tablet.emit('call:resume', { callId, peerId })).resolves.toMatchObject({
    peerId,
    remotePeerId: theirs.benPeer,
  });
  await ben.receives('call:peer-back');
});

describe('the other side is away', () => {
  /** The last signal of ana's that reached ben. */
  let heard: number;

  beforeEach(async () => {
    ben.disconnect();
    await ben.connect({ auth: { token: ben.accessToken, signalSeq: true } });
    await ben.emit('call:resume', { callId, lastSeq: 0, remotePeerId: theirs.anaPeer });
    await ana.receives('call:peer-back');
    await ana.emit('signal', { groupId: callId, to: theirs.benPeer, candidate: candidate(1) });
    heard = (await ben.receives('signal')).seq!;
    ben.vanish();
    await tablet.receives('call:peer-lost');
  });

  const resumes = async () => {
    await ben.connect({ auth: { token: ben.accessToken, signalSeq: true } });
    return ben.emit('call:resume', { callId, lastSeq: heard, remotePeerId: theirs.anaPeer });
  };

  test('while it begins: notified of the new device on coming back, with what it signalled', async () => {
    const { peerId } = await tablet.emit('call:move', { callId });
    await tablet.emit('signal', { groupId: callId, to: theirs.benPeer, description: OFFER });
    const resumed = await resumes();
    expect(resumed).toMatchObject({ remotePeerId: theirs.anaPeer, movingPeerId: peerId });
    expect(resumed.missed).toContainEqual({
      groupId: callId,
      from: peerId,
      seq: expect.any(Number),
      description: OFFER,
    });
  });

  test('until it is over: the new device is the other side, and all its signals are there', async () => {
    const { peerId } = await tablet.emit('call:move', { callId });
    await tablet.emit('signal', { groupId: callId, to: theirs.benPeer, description: OFFER });
    await tablet.emit('call:connected', { callId });
    const resumed = await resumes();
    expect(resumed).toMatchObject({ remotePeerId: peerId, recovered: true });
    expect(resumed).not.toHaveProperty('movingPeerId');
    expect(resumed.missed).toEqual([
      { groupId: callId, from: peerId, seq: expect.any(Number), description: OFFER },
    ]);
  });
});
