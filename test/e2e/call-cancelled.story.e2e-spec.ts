/** Ana changes her mind while it rings. */
import { expect, test } from '@jest/globals';
import { ring } from '../support/calls.js';
import { aUser } from '../support/client.js';

test('hanging up while it rings takes the call back; ben is too late', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  await ben.connect();
  const { call } = await ring(ana, ben);
  const callId = call.id;

  const { call: ended } = await ana.emit('call:hangup', { callId });

  expect(ended).toMatchObject({ status: 'ended', endReason: 'cancelled', endedBy: ana.id });
  await expect(ben.receives('call:ended')).resolves.toEqual({ call: ended });
  await expect(ana.receives('call:ended')).resolves.toEqual({ call: ended });
  for (const event of ['call:accept', 'call:decline', 'call:hangup', 'call:alerting', 'call:resume'] as const)
    await expect(ben.emit(event, { callId })).rejects.toMatchObject({ code: 'call_ended' });
});

test('hanging up in the moment of the answer ends the call in one way, the same for both', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  await ben.connect();
  for (let round = 0; round < 5; round++) {
    const { call } = await ring(ana, ben);
    const [answer, hangup] = await Promise.allSettled([
      ben.emit('call:accept', { callId: call.id }),
      ana.emit('call:hangup', { callId: call.id }),
    ]);
    const endReason = answer.status === 'fulfilled' ? 'hangup' : 'cancelled';
    expect(hangup).toMatchObject({ status: 'fulfilled', value: { call: { endReason } } });
    for (const person of [ana, ben])
      await expect(person.receives('call:ended')).resolves.toMatchObject({
        call: { id: call.id, endReason },
      });
  }
});
