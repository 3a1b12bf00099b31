/** The whole life of a call between two devices. */
import { expect, test } from '@jest/globals';
import { ANSWER, candidate, OFFER } from '../support/calls.js';
import { aUser } from '../support/client.js';

test('ana rings, ben answers, signals go both ways, they talk, ben hangs up, both find it in their log', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  await ben.connect();

  const rung = await ana.emit('call:ring', { calleeId: ben.id, media: 'video' });
  const callId = rung.call.id;
  expect(rung.call).toEqual({
    id: callId,
    callerId: ana.id,
    calleeId: ben.id,
    media: 'video',
    status: 'created',
    createdAt: expect.any(String),
  });
  const incoming = await ben.receives('call:incoming');
  expect(incoming).toEqual({
    call: rung.call,
    caller: expect.anything(),
    iceServers: [],
    expiresInMs: 45_000,
  });
  expect(incoming.caller).toMatchObject({ id: ana.id, username: ana.user.username, isGuest: false });
  expect(incoming.caller).not.toHaveProperty('email');

  await expect(ben.emit('call:alerting', { callId })).resolves.toEqual({});
  await expect(ana.receives('call:ringing')).resolves.toEqual({ callId });

  const answered = await ben.emit('call:accept', { callId });
  expect(answered).toMatchObject({
    call: { id: callId, status: 'active', answeredAt: expect.any(String) },
    remotePeerId: rung.peerId,
    pending: [],
  });
  await expect(ana.receives('call:accepted')).resolves.toEqual({ callId, remotePeerId: answered.peerId });

  const toBen = { groupId: callId, to: answered.peerId };
  const toAna = { groupId: callId, to: rung.peerId };
  await Promise.all([
    ana.emit('signal', { ...toBen, description: OFFER }),
    ana.emit('signal', { ...toBen, candidate: candidate(1) }),
    ana.emit('signal', { ...toBen, candidates: [candidate(2), candidate(3)] }),
    ana.emit('signal', { ...toBen, candidate: null }),
    ben.emit('signal', { ...toAna, description: ANSWER }),
    ben.emit('signal', { ...toAna, candidate: candidate(4) }),
  ]);
  await ben.receives('signal', (signal) => signal.candidate === null);
  await ana.receives('signal', (signal) => signal.candidate !== undefined);
  const fromAna = { groupId: callId, from: rung.peerId };
  expect(ben.received('signal')).toEqual([
    { ...fromAna, description: OFFER },
    { ...fromAna, candidate: candidate(1) },
    { ...fromAna, candidates: [candidate(2), candidate(3)] },
    { ...fromAna, candidate: null },
  ]);
  const fromBen = { groupId: callId, from: answered.peerId };
  expect(ana.received('signal')).toEqual([
    { ...fromBen, description: ANSWER },
    { ...fromBen, candidate: candidate(4) },
  ]);

  await expect(ana.emit('call:connected', { callId })).resolves.toEqual({});
  const { call: ended } = await ben.emit('call:hangup', { callId });
  expect(ended).toEqual({
    ...answered.call,
    status: 'ended',
    endReason: 'hangup',
    endedBy: ben.id,
    endedAt: expect.any(String),
  });
  await expect(ana.receives('call:ended')).resolves.toEqual({ call: ended });
  await expect(ben.receives('call:ended')).resolves.toEqual({ call: ended });

  for (const person of [ana, ben]) {
    const log = await person.rest.get('/api/calls').expect(200);
    expect(log.body).toEqual({ items: [ended], nextCursor: null });
    const one = await person.rest.get(`/api/calls/${callId}`).expect(200);
    expect(one.body).toEqual({
      ...ended,
      legs: [
        { peerId: rung.peerId, userId: ana.id, state: 'calling', at: expect.any(String) },
        {
          peerId: answered.peerId,
          userId: ben.id,
          state: 'answered',
          at: expect.any(String),
          invitedAt: expect.any(String),
          alertingAt: expect.any(String),
          answeredAt: expect.any(String),
        },
      ],
    });
  }
});
