/** An attacker tries to take over, keep or disturb calls by transferring them. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ActiveCall, anActiveCall, beginMove, candidate, move, OFFER } from '../support/calls.js';
import { aGuest, aUser, type Device, type Refused } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, stores } from '../support/server.mjs';
import { expectUnharmed } from './bystanders.js';

let eve: Device;
let theirs: ActiveCall;
let callId: string;
let tablet: Device;

beforeEach(async () => {
  eve = await aUser('eve');
  await eve.connect();
  theirs = await anActiveCall();
  callId = theirs.call.id;
  tablet = await theirs.ana.device();
  await tablet.connect();
});

afterEach(() => expectUnharmed(eve.url, theirs.ben, theirs.ana));

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: Refused) => error.code,
  );

describe('eve, who is not in the call,', () => {
  test('cannot take it, and nobody notices that she tried', async () => {
    const guest = await aGuest('Gus');
    await guest.connect();
    const calls = await anActiveCall({ ana: eve });
    for (const stranger of [eve, calls.ben, guest])
      for (let i = 0; i < 3; i++)
        expect(await refusal(stranger.emit('call:move', { callId }))).toBe('call_not_found');
    const { ana, ben } = theirs;
    await Promise.all([ana, ben, tablet].map((device) => device.emit('presence:ping', {})));
    for (const device of [ana, ben, tablet]) expect(device.received('call:moving')).toEqual([]);
  });

  test('can neither complete nor cancel the move of others, nor signal to the new device', async () => {
    const { ben } = theirs;
    const { peerId } = await beginMove(tablet, ben, callId);
    for (const event of ['call:connected', 'call:hangup', 'call:resume'])
      expect(await refusal(eve.emitAnything(event, { callId, peerId }))).toMatch(
        /^(call_not_found|validation_failed)$/,
      );
    for (const event of ['call:connected', 'call:hangup', 'call:resume'] as const)
      expect(await refusal(eve.emit(event, { callId }))).toBe('call_not_found');
    expect(await refusal(eve.emit('call:resume', { callId, peerId }))).toBe('call_not_found');
    expect(await refusal(eve.emit('signal', { groupId: callId, to: peerId, description: OFFER }))).toBe(
      'not_in_group',
    );
    await tablet.emit('call:connected', { callId });
    await expect(ben.receives('call:moved')).resolves.toEqual({ callId, remotePeerId: peerId });
    expect(tablet.received('signal')).toEqual([]);
  });

  test('a device with the peer id of the one that had it is still nobody', async () => {
    await move(tablet, theirs.ben, callId);
    expect(await refusal(eve.emit('call:resume', { callId, peerId: theirs.anaPeer }))).toBe('call_not_found');
  });
});

describe('the device that gave the call away', () => {
  beforeEach(async () => {
    await move(tablet, theirs.ben, callId);
    await theirs.ana.receives('call:moved');
  });

  test('no longer signals to anybody, in either spelling, and cannot be reached', async () => {
    const { ana, ben, benPeer, anaPeer } = theirs;
    await eventually(
      () => refusal(ana.emit('signal', { groupId: callId, to: benPeer, candidate: null })),
      (code) => code === 'not_in_group',
    );
    for (const body of [
      { groupId: callId, to: benPeer, description: OFFER },
      { candidate: candidate(9), to: benPeer, groupId: callId },
      { groupId: callId, candidate: candidate(9) },
    ])
      expect(await refusal(ana.emitAnything('signal', body))).toBe('not_in_group');
    expect(await refusal(ben.emit('signal', { groupId: callId, to: anaPeer, candidate: null }))).toBe(
      'peer_gone',
    );
    await ben.emit('presence:ping', {});
    expect(ben.received('signal').filter(({ description }) => description)).toEqual([]);
  });

  test('does not get it back by saying again what it said, or what the new device says', async () => {
    const { ana, ben, anaPeer } = theirs;
    const { body } = await ana.rest.get(`/api/calls/${callId}`).expect(200);
    expect(await refusal(ana.emit('call:connected', { callId }))).toBe('call_moved');
    for (const peerId of [anaPeer, undefined])
      expect(await refusal(ana.emit('call:resume', { callId, peerId }))).toBe('call_moved');
    expect(await refusal(ana.emit('call:resume', { callId, peerId: theirs.benPeer }))).toBe('call_moved');
    expect(await refusal(tablet.emit('call:connected', { callId }))).toBe('accepted');
    expect((await ana.rest.get(`/api/calls/${callId}`).expect(200)).body).toEqual(body);
    await ben.emit('presence:ping', {});
    expect(ben.received('call:moved')).toHaveLength(1);
  });
});

test('a device that only wants the call cannot end it, nor speak for the one that has it', async () => {
  const { ana, ben, anaPeer, benPeer } = theirs;
  const { peerId } = await beginMove(tablet, ben, callId);
  const forged = { groupId: callId, to: benPeer, candidate: null, from: anaPeer };
  expect(await refusal(tablet.emitAnything('signal', forged))).toBe('validation_failed');
  await tablet.emit('call:hangup', { callId });
  await ben.receives('call:move-failed', (update) => update.peerId === peerId);
  expect(ben.received('call:ended')).toEqual([]);
  expect(await refusal(tablet.emit('call:connected', { callId }))).toBe('move_failed');
  expect(await refusal(ana.emit('signal', { groupId: callId, to: benPeer, candidate: null }))).toBe(
    'accepted',
  );
});

test('the twenty-first move within a minute is refused', async () => {
  const { url } = await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '1' });
  const [ana, ben] = [await aUser('ana', url), await aUser('ben', url)];
  await ana.connect();
  await ben.connect();
  const phone = ana.at(url);
  await phone.connect();
  const { call } = await anActiveCall({ ana, ben });
  for (let i = 0; i < 20; i++) {
    await beginMove(phone, ben, call.id);
    await phone.emit('call:hangup', { callId: call.id });
    // The limit of events on one connection is not the subject here.
    if (i % 10 === 9) {
      phone.disconnect();
      await phone.connect();
    }
  }
  await expect(phone.emit('call:move', { callId: call.id })).rejects.toMatchObject({
    code: 'rate_limited',
    retryable: true,
    retryAfterMs: expect.any(Number),
  });
});
