/** Ana's signals before the call is accepted are kept, in order, for the device that accepts. */
import { expect, test } from '@jest/globals';
import { candidate, OFFER } from '../support/calls.js';
import { aUser } from '../support/client.js';

test('the offer and early candidates come with the answer, later ones go straight on', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  await ben.connect();
  const { call, peerId } = await ana.emit('call:ring', {
    calleeId: ben.id,
    media: 'audio',
    description: OFFER,
  });
  const groupId = call.id;
  await ana.emit('signal', { groupId, candidate: candidate(1) });
  await Promise.all([
    ana.emit('signal', { groupId, candidates: [candidate(2), candidate(3)] }),
    ana.emit('signal', { groupId, candidate: null }),
  ]);
  await ben.receives('call:incoming');
  expect(ben.received('signal')).toEqual([]);

  const { pending } = await ben.emit('call:accept', { callId: groupId });

  const fromAna = { groupId, from: peerId };
  expect(pending).toEqual([
    { ...fromAna, description: OFFER },
    { ...fromAna, candidate: candidate(1) },
    { ...fromAna, candidates: [candidate(2), candidate(3)] },
    { ...fromAna, candidate: null },
  ]);

  // She does not know yet which device accepted.
  await ana.emit('signal', { groupId, candidate: candidate(4) });
  const { remotePeerId } = await ana.receives('call:accepted');
  await ana.emit('signal', { groupId, to: remotePeerId, candidate: candidate(5) });
  // With or without a recipient, signals that are sent together arrive in order.
  await Promise.all([
    ana.emit('signal', { groupId, candidate: candidate(6) }),
    ana.emit('signal', { groupId, to: remotePeerId, candidate: candidate(7) }),
    ana.emit('signal', { groupId, candidate: candidate(8) }),
    ana.emit('signal', { groupId, to: remotePeerId, candidate: candidate(9) }),
  ]);
  await ben.receives('signal', (signal) => signal.candidate?.candidate === candidate(9).candidate);
  expect(ben.received('signal')).toEqual(
    [4, 5, 6, 7, 8, 9].map((number) => ({ ...fromAna, candidate: candidate(number) })),
  );
});
