/** A call that is being transferred when an instance is killed, or when the new device never connects. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import { anActiveCall, beginMove, candidate } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let a: RunningServer;
let b: RunningServer;
let ana: Device;
let ben: Device;
let tablet: Device;
let callId: string;
let anaPeer: string;
let benPeer: string;

async function begin(at: () => { ana: string; tablet: string }, env: Record<string, string>): Promise<void> {
  const common = { ...(await stores()), INSTANCE_LEASE_S: '3', ...env };
  a = await startServer(common, { name: 'killed' });
  b = await startServer(common, { name: 'survivor' });
  ana = await aUser('ana', at().ana);
  ben = await aUser('ben', b.url);
  await ana.connect();
  await ben.connect();
  tablet = ana.at(at().tablet);
  await tablet.connect();
  const active = await anActiveCall({ ana, ben });
  ({ anaPeer, benPeer } = active);
  callId = active.call.id;
}

async function record(device: Device): Promise<{ status: string; legs: Record<string, string> }> {
  const { body } = await device.rest.get(`/api/calls/${callId}`).expect(200);
  const { status, legs } = body as CallDetail;
  return { status, legs: Object.fromEntries(legs.map(({ peerId, state }) => [peerId, state])) };
}

async function signalsPass(from: Device, to: Device, toPeer: string, number: number): Promise<void> {
  await from.emit('signal', { groupId: callId, to: toPeer, candidate: candidate(number) });
  await to.receives('signal', (signal) => signal.candidate?.candidate === candidate(number).candidate);
}

describe('the instance of the new device is killed', () => {
  beforeEach(() => begin(() => ({ ana: b.url, tablet: a.url }), { CALL_MOVE_TIMEOUT_S: '300' }));

  test('long before the deadline the call stays where it was', async () => {
    const { peerId } = await beginMove(tablet, ben, callId);
    await a.kill();
    for (const device of [ana, ben])
      await expect(device.receives('call:move-failed')).resolves.toEqual({ callId, peerId });
    expect(await record(ben)).toEqual({
      status: 'active',
      legs: { [anaPeer]: 'calling', [benPeer]: 'answered', [peerId]: 'move_failed' },
    });
    await signalsPass(ana, ben, benPeer, 1);
    await signalsPass(ben, ana, anaPeer, 2);
  });
});

describe('the instance of the old device is killed', () => {
  beforeEach(() => begin(() => ({ ana: a.url, tablet: b.url }), { CALL_RESUME_GRACE_S: '1' }));

  test('the move outlives the grace, completes, and the call goes on', async () => {
    const { peerId } = await beginMove(tablet, ben, callId);
    await a.kill();
    await expect(ben.receives('call:peer-lost')).resolves.toMatchObject({ remotePeerId: anaPeer });
    // The grace of 1 s is over when a call whose device is lost at the same time, and which nobody moves, has ended.
    const [eve, dan] = [await aUser('eve', b.url), await aUser('dan', b.url)];
    await eve.connect();
    await dan.connect();
    await anActiveCall({ ana: eve, ben: dan });
    eve.vanish();
    await dan.receives('call:ended', ({ call }) => call.endReason === 'lost');
    expect(ben.received('call:ended')).toEqual([]);

    await tablet.emit('call:connected', { callId });
    await expect(ben.receives('call:moved')).resolves.toEqual({ callId, remotePeerId: peerId });
    await signalsPass(tablet, ben, benPeer, 1);
    await signalsPass(ben, tablet, peerId, 2);
    expect(await record(ben)).toEqual({
      status: 'active',
      legs: { [anaPeer]: 'moved', [benPeer]: 'answered', [peerId]: 'answered' },
    });
  });

  test('and the call ends as lost when the new device gives up then', async () => {
    await beginMove(tablet, ben, callId);
    await a.kill();
    await ben.receives('call:peer-lost');
    await tablet.emit('call:hangup', { callId });
    await ben.receives('call:move-failed');
    await expect(ben.receives('call:ended')).resolves.toMatchObject({
      call: { id: callId, endReason: 'lost' },
    });
  });
});

describe('the new device never connects', () => {
  beforeEach(() => begin(() => ({ ana: a.url, tablet: b.url }), { CALL_MOVE_TIMEOUT_S: '1' }));

  test('at the deadline the call stays where it was; connecting then is too late', async () => {
    const { peerId } = await beginMove(tablet, ben, callId);
    for (const device of [ana, ben, tablet])
      await expect(device.receives('call:move-failed')).resolves.toEqual({ callId, peerId });
    await expect(tablet.emit('call:connected', { callId })).rejects.toMatchObject({ code: 'move_failed' });
    await eventually(
      () =>
        tablet.emit('signal', { groupId: callId, to: benPeer, candidate: null }).then(
          () => 'accepted',
          (error: { code: string }) => error.code,
        ),
      (code) => code === 'not_in_group',
    );
    await signalsPass(ana, ben, benPeer, 1);
    expect(await record(ana)).toMatchObject({ status: 'active', legs: { [peerId]: 'move_failed' } });
  });

  test('also with the instance killed at which the move was begun: both deadlines are the database’s', async () => {
    tablet.disconnect();
    tablet = ana.at(a.url);
    await tablet.connect();
    const { peerId } = await beginMove(tablet, ben, callId);
    await a.kill();
    await expect(ben.receives('call:move-failed')).resolves.toEqual({ callId, peerId });
    await ben.receives('call:peer-lost');
    const back = ana.at(b.url);
    await back.connect();
    await expect(back.emit('call:resume', { callId, peerId: anaPeer })).resolves.toMatchObject({
      remotePeerId: benPeer,
    });
    await signalsPass(back, ben, benPeer, 1);
  });
});
