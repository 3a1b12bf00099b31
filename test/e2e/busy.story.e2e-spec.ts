/** A user who is in a call, or does not want to be disturbed, is busy; a blocked user cannot ring at all. */
import { describe, expect, test } from '@jest/globals';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import { anActiveCall, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { refusal } from '../support/rest.js';

async function connected(name: string): Promise<Device> {
  const device = await aUser(name);
  await device.connect();
  return device;
}

const ringing = (from: Device, to: Device) => from.emit('call:ring', { calleeId: to.id, media: 'audio' });

describe('somebody in a call', () => {
  test('is busy: nothing rings, both have it in their log', async () => {
    const { ana, ben, call } = await anActiveCall();
    const cleo = await connected('cleo');

    const { call: refused } = await ringing(cleo, ben);

    expect(refused).toMatchObject({ status: 'ended', endReason: 'busy', endedAt: expect.any(String) });
    expect(refused).not.toHaveProperty('endedBy');
    await expect(cleo.receives('call:ended')).resolves.toEqual({ call: refused });
    await expect(ben.receives('call:ended')).resolves.toEqual({ call: refused });
    expect(ben.received('call:incoming').map((update) => update.call.id)).toEqual([call.id]);
    const { body } = await ben.rest.get(`/api/calls/${refused.id}`).expect(200);
    expect((body as CallDetail).legs.map(({ userId }) => userId)).toEqual([cleo.id]);
    const ended = await ana.emit('call:hangup', { callId: call.id });
    expect(ended.call.endReason).toBe('hangup');
    // And no longer afterwards.
    await ring(cleo, ben);
  });

  test('is rung by the one they are in that call with: that device has lost it', async () => {
    const { ana, ben } = await anActiveCall();
    const { call } = await ring(ana, ben);
    expect(call.status).toBe('created');
  });

  test('is rung by everybody when they wish to', async () => {
    const { ben } = await anActiveCall();
    const cleo = await connected('cleo');
    const settings = await ben.rest.patch('/api/calls/settings').send({ callWaiting: true }).expect(200);
    expect(settings.body).toEqual({ callWaiting: true, relayOnly: false });
    await ring(cleo, ben);
    const { body } = await ben.rest.get('/api/calls/settings').expect(200);
    expect(body).toEqual({ callWaiting: true, relayOnly: false });
  });
});

test('a user who does not want to be disturbed is busy', async () => {
  const [ana, ben] = [await connected('ana'), await connected('ben')];
  await ben.emit('presence:set', { status: 'DND' });
  const { call } = await ringing(ana, ben);
  expect(call).toMatchObject({ status: 'ended', endReason: 'busy' });
  await ben.receives('call:ended');
  expect(ben.received('call:incoming')).toEqual([]);

  await ben.emit('presence:set', { status: 'ONLINE' });
  await ring(ana, ben);
});

describe('blocking', () => {
  test('whom ben has blocked cannot ring him, until he has not', async () => {
    const [ben, eve] = [await connected('ben'), await connected('eve')];
    await ben.rest.put(`/api/users/${eve.id}/block`).expect(204);
    await ben.rest.put(`/api/users/${eve.id}/block`).expect(204);
    await expect(ringing(eve, ben)).rejects.toMatchObject({ code: 'permission_denied' });
    const over = eve.rest.post('/api/calls').send({ calleeId: ben.id, media: 'audio' });
    expect((await refusal(over, 403)).code).toBe('permission_denied');
    const { body } = await ben.rest.get('/api/users/blocked').expect(200);
    expect(body).toMatchObject({ items: [{ user: { id: eve.id } }], nextCursor: null });
    // He may still ring her.
    const { call } = await ring(ben, eve);
    await ben.emit('call:hangup', { callId: call.id });

    await ben.rest.delete(`/api/users/${eve.id}/block`).expect(204);
    const rung = await ring(eve, ben);
    expect(ben.received('call:incoming').map((update) => update.call.id)).toEqual([rung.call.id]);
  });

  test('oneself, nobody, and what is no id', async () => {
    const ben = await aUser('ben');
    expect((await refusal(ben.rest.put(`/api/users/${ben.id}/block`), 400)).errors?.[0]?.path).toBe('id');
    const nobody = ben.rest.put('/api/users/8f1f4a1c-7d53-4d1b-9a43-0e3f6c1e2b4d/block');
    expect((await refusal(nobody, 404)).code).toBe('user_not_found');
    expect((await refusal(ben.rest.put('/api/users/eve/block'), 400)).code).toBe('validation_failed');
  });
});
