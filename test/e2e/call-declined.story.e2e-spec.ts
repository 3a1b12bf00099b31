/** Ben does not take the call. */
import { expect, test } from '@jest/globals';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import { ring } from '../support/calls.js';
import { aUser } from '../support/client.js';

async function anaCallsBenWithTwoDevices() {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  const tablet = await ben.device();
  await Promise.all([ana, ben, tablet].map((device) => device.connect()));
  const { call } = await ring(ana, ben);
  await tablet.receives('call:incoming');
  return { ana, ben, tablet, callId: call.id };
}

test('declining stops the ringing on his other device and notifies ana', async () => {
  const { ana, ben, tablet, callId } = await anaCallsBenWithTwoDevices();
  await ben.emit('call:alerting', { callId });

  const { call } = await ben.emit('call:decline', { callId });

  expect(call).toMatchObject({ id: callId, status: 'ended', endReason: 'declined', endedBy: ben.id });
  expect(call).not.toHaveProperty('answeredAt');
  await expect(ana.receives('call:ended')).resolves.toEqual({ call });
  await expect(tablet.receives('call:declined-elsewhere')).resolves.toEqual({ callId });
  await expect(tablet.receives('call:ended')).resolves.toEqual({ call });
  await expect(ben.receives('call:ended')).resolves.toEqual({ call });
  expect(ben.received('call:declined-elsewhere')).toEqual([]);
  const { body } = await ben.rest.get(`/api/calls/${callId}`).expect(200);
  const { legs } = body as CallDetail;
  expect(legs[0]).toMatchObject({ userId: ana.id, state: 'calling' });
  expect(
    legs
      .slice(1)
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['declined', 'invited']);
  expect(legs.find(({ state }) => state === 'declined')).toMatchObject({
    userId: ben.id,
    alertingAt: expect.any(String),
  });
});

test('busy says so', async () => {
  const { ana, ben, callId } = await anaCallsBenWithTwoDevices();
  await ben.emit('call:decline', { callId, reason: 'busy' });
  await expect(ana.receives('call:ended')).resolves.toMatchObject({ call: { endReason: 'busy' } });
});

test('hanging up what still rings is declining it', async () => {
  const { ana, ben, tablet, callId } = await anaCallsBenWithTwoDevices();
  await ben.emit('call:hangup', { callId });
  await expect(ana.receives('call:ended')).resolves.toMatchObject({
    call: { endReason: 'declined', endedBy: ben.id },
  });
  await tablet.receives('call:declined-elsewhere');
});
