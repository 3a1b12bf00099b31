/** Several devices of one person answer at the same moment: exactly one gets the call. */
import { expect, test } from '@jest/globals';
import type { AcceptAck, CallDetail } from '../../src/calls/calls.protocol.js';
import { aUser, Refused } from '../support/client.js';

const ROUNDS = 5;

test('one device wins, the others learn that it was answered elsewhere', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  const devices = [ben, await ben.device(), await ben.device(), await ben.device()];
  await Promise.all([ana, ...devices].map((device) => device.connect()));
  const wins = devices.map(() => 0);

  for (let round = 0; round < ROUNDS; round++) {
    const { call, peerId } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
    const callId = call.id;
    const thisCall = (update: { callId: string }) => update.callId === callId;
    await Promise.all(
      devices.map((device) => device.receives('call:incoming', (update) => update.call.id === callId)),
    );

    const answers = await Promise.allSettled(devices.map((device) => device.emit('call:accept', { callId })));

    const won = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const refusals = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as Refused] : [],
    );
    expect(won).toHaveLength(1);
    expect(refusals.map((refusal) => refusal.code)).toEqual(Array(3).fill('call_answered_elsewhere'));
    const [winner] = won as [AcceptAck];
    expect(winner.remotePeerId).toBe(peerId);
    await expect(ana.receives('call:accepted', thisCall)).resolves.toEqual({
      callId,
      remotePeerId: winner.peerId,
    });
    for (const [i, device] of devices.entries()) {
      if (answers[i]!.status === 'rejected') await device.receives('call:answered-elsewhere', thisCall);
      else wins[i]! += 1;
    }

    await ana.emit('call:hangup', { callId });
    await Promise.all(
      devices.map((device) => device.receives('call:ended', (update) => update.call.id === callId)),
    );
    const detail = (await ana.rest.get(`/api/calls/${callId}`).expect(200)).body as CallDetail;
    expect(detail.legs.filter((leg) => leg.state === 'answered').map((leg) => leg.peerId)).toEqual([
      winner.peerId,
    ]);
  }

  expect(ana.received('call:accepted')).toHaveLength(ROUNDS);
  for (const [i, device] of devices.entries()) {
    expect(device.received('call:answered-elsewhere')).toHaveLength(ROUNDS - wins[i]!);
    expect(device.received('call:ended')).toHaveLength(ROUNDS);
  }
});
