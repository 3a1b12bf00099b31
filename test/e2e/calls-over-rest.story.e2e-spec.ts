/** Clients without a socket ring, accept and hang up by REST; devices with one receive the usual events. */
import { expect, test } from '@jest/globals';
import type { Call } from '../../src/calls/calls.protocol.js';
import { aUser, type Device } from '../support/client.js';

async function anaRingsByRest(ana: Device, ben: Device): Promise<Call> {
  const answer = await ana.rest.post('/api/calls').send({ calleeId: ben.id, media: 'audio' }).expect(201);
  return answer.body as Call;
}

test('ana rings by REST, ben answers by REST, ana hangs up by REST', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  await ben.connect();

  const call = await anaRingsByRest(ana, ben);
  expect(call).toMatchObject({ callerId: ana.id, calleeId: ben.id, status: 'created' });
  await expect(ben.receives('call:incoming')).resolves.toMatchObject({ call, caller: { id: ana.id } });
  const accepted = await ben.rest.post(`/api/calls/${call.id}/accept`).expect(200);
  expect(accepted.body).toMatchObject({ id: call.id, status: 'active', answeredAt: expect.any(String) });
  await expect(ana.receives('call:accepted')).resolves.toMatchObject({ callId: call.id });
  await expect(ben.receives('call:answered-elsewhere')).resolves.toMatchObject({ callId: call.id });

  const ended = await ana.rest.post(`/api/calls/${call.id}/hangup`).expect(200);
  expect(ended.body).toMatchObject({ status: 'ended', endReason: 'hangup', endedBy: ana.id });
  for (const person of [ana, ben])
    await expect(person.receives('call:ended')).resolves.toEqual({ call: ended.body as Call });
});

test('declining by REST, with and without a reason', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  for (const [body, endReason] of [
    [undefined, 'declined'],
    [{ reason: 'busy' }, 'busy'],
  ] as const) {
    const call = await anaRingsByRest(ana, ben);
    const declined = await ben.rest.post(`/api/calls/${call.id}/decline`).send(body).expect(200);
    expect(declined.body).toMatchObject({ id: call.id, status: 'ended', endReason, endedBy: ben.id });
    await expect(ana.receives('call:ended')).resolves.toEqual({ call: declined.body as Call });
  }
});

test('a call that rang by REST is answered on a socket', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ben.connect();
  const call = await anaRingsByRest(ana, ben);
  await ben.receives('call:incoming');
  await expect(ben.emit('call:accept', { callId: call.id })).resolves.toMatchObject({
    call: { status: 'active' },
  });
  await ben.emit('call:hangup', { callId: call.id });
});
