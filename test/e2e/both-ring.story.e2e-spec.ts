/** Two people ring each other at the same moment: the server decides on one call, nothing rings twice. */
import { describe, expect, test } from '@jest/globals';
import { candidate, OFFER, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';

const ROUNDS = 10;

async function twoConnected(): Promise<[Device, Device]> {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  await Promise.all([ana.connect(), ben.connect()]);
  return [ana, ben];
}

const ringing = (from: Device, to: Device) => from.emit('call:ring', { calleeId: to.id, media: 'audio' });

test('at once: one of the two calls is the one, and both are in it', async () => {
  const [ana, ben] = await twoConnected();
  for (let round = 0; round < ROUNDS; round++) {
    const [fromAna, fromBen] = await Promise.all([ringing(ana, ben), ringing(ben, ana)]);
    const callId = fromAna.call.id;
    expect(fromBen.call.id).toBe(callId);
    // The one whose call it is waits as always; the other has answered it.
    const [caller, callee] = fromBen.remotePeerId === undefined ? [fromBen, fromAna] : [fromAna, fromBen];
    expect(caller).not.toHaveProperty('remotePeerId');
    expect(callee).toMatchObject({ call: { status: 'active' }, remotePeerId: caller.peerId });
    const thisCall = (update: { callId: string }) => update.callId === callId;
    const [anasPeer, bensPeer] = [fromAna.peerId, fromBen.peerId];
    await expect(ana.receives('call:accepted', thisCall)).resolves.toEqual({
      callId,
      remotePeerId: bensPeer,
    });
    await expect(ben.receives('call:accepted', thisCall)).resolves.toEqual({
      callId,
      remotePeerId: anasPeer,
    });

    await ana.emit('signal', { groupId: callId, to: bensPeer, candidate: candidate(1) });
    await ben.receives('signal', ({ groupId, from }) => groupId === callId && from === anasPeer);
    await ben.emit('signal', { groupId: callId, to: anasPeer, candidate: candidate(2) });
    await ana.receives('signal', ({ groupId, from }) => groupId === callId && from === bensPeer);

    await ana.emit('call:hangup', { callId });
    await Promise.all([ana, ben].map((one) => one.receives('call:ended', ({ call }) => call.id === callId)));
  }
  const log = await ana.rest.get('/api/calls').expect(200);
  expect((log.body as { items: object[] }).items).toHaveLength(ROUNDS);
});

describe('ringing somebody who is ringing', () => {
  test('answers them: with what they signalled so far, and the other devices stop', async () => {
    const [ana, ben] = await twoConnected();
    const bensPhone = await ben.device();
    await bensPhone.connect();
    const { call, peerId } = await ana.emit('call:ring', {
      calleeId: ben.id,
      media: 'video',
      description: OFFER,
    });
    await ana.emit('signal', { groupId: call.id, candidate: candidate(1) });
    await bensPhone.receives('call:incoming');

    const answer = await ringing(ben, ana);

    const fromAna = { groupId: call.id, from: peerId };
    expect(answer).toMatchObject({
      call: { id: call.id, callerId: ana.id, media: 'video', status: 'active' },
      remotePeerId: peerId,
      pending: [
        { ...fromAna, description: OFFER },
        { ...fromAna, candidate: candidate(1) },
      ],
    });
    await expect(bensPhone.receives('call:answered-elsewhere')).resolves.toMatchObject({ callId: call.id });
    expect(ana.received('call:incoming')).toEqual([]);
  });

  test('works for a client without a socket', async () => {
    const [ana, ben] = await twoConnected();
    const { call } = await ring(ana, ben);
    const { body } = await ben.rest.post('/api/calls').send({ calleeId: ana.id, media: 'audio' }).expect(201);
    expect(body).toMatchObject({ id: call.id, status: 'active' });
    await ana.receives('call:accepted');
  });

  test('after they took it back is an ordinary call', async () => {
    const [ana, ben] = await twoConnected();
    const { call } = await ring(ana, ben);
    await ana.emit('call:hangup', { callId: call.id });
    const next = await ring(ben, ana);
    expect(next.call).toMatchObject({ callerId: ben.id, status: 'created' });
  });
});
