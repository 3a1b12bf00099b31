/**
 * Ringing a user who appears offline discloses no more than ringing one who is; and the number of calls of a user is limited.
 */
import { describe, expect, test } from '@jest/globals';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import { anActiveCall, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';

async function connected(name: string): Promise<Device> {
  const device = await aUser(name);
  await device.connect();
  return device;
}

/** All that the caller can see of a call that rings. */
async function seenBy(caller: Device, callId: string): Promise<object> {
  const { body } = await caller.rest.get(`/api/calls/${callId}`).expect(200);
  const { status, endReason, endedAt, legs } = body as CallDetail;
  return {
    call: { status, endReason, endedAt },
    legs: legs.map(({ userId, state }) => [userId === caller.id, state]),
    events: caller.events().filter((event) => event.startsWith('call:') && event !== 'call:state'),
  };
}

describe('to the caller these are alike', () => {
  const RINGS = { call: { status: 'created' }, legs: [[true, 'calling']], events: [] };

  test('ringing somebody who is not here', async () => {
    const [ana, ben] = [await connected('ana'), await aUser('ben')];
    const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
    expect(await seenBy(ana, call.id)).toEqual(RINGS);
  });

  test('ringing somebody who appears offline, and whose devices ring', async () => {
    const [ana, ben] = [await connected('ana'), await connected('ben')];
    await ben.emit('presence:set', { status: 'OFFLINE' });
    const { call } = await ring(ana, ben);
    await ben.emit('call:alerting', { callId: call.id });
    await ben.rest.get(`/api/calls/${call.id}`).expect(200);
    expect(await seenBy(ana, call.id)).toEqual(RINGS);
  });

  test('ringing somebody who appears offline and is in a call: to them it was busy', async () => {
    const [ana, ben] = [await connected('ana'), await connected('ben')];
    await anActiveCall({ ben });
    await ben.emit('presence:set', { status: 'OFFLINE' });
    const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
    await expect(ben.receives('call:ended')).resolves.toMatchObject({
      call: { id: call.id, status: 'ended', endReason: 'busy' },
    });
    expect(ben.received('call:incoming').map((incoming) => incoming.call.id)).not.toContain(call.id);
    expect(await seenBy(ana, call.id)).toEqual(RINGS);
    // They missed it, and see so.
    const missed = await ben.rest.get('/api/inbox/missed-calls').expect(200);
    expect(missed.body).toMatchObject({ items: [{ call: { id: call.id, endReason: 'busy' } }] });
  });
});

test('devices that only rang are for their owner to see', async () => {
  const [ana, ben] = [await connected('ana'), await connected('ben')];
  const { call } = await ring(ana, ben);
  await ben.emit('call:alerting', { callId: call.id });
  await ana.receives('call:ringing');
  expect(await seenBy(ana, call.id)).toMatchObject({ legs: [[true, 'calling']] });
  const { body } = await ben.rest.get(`/api/calls/${call.id}`).expect(200);
  expect((body as CallDetail).legs.map(({ state }) => state)).toEqual(['calling', 'alerting']);
});

const MAX = 10;

test('a caller has so many calls and no more, however fast they ring', async () => {
  const [ana, ben] = [await connected('ana'), await connected('ben')];
  const rings = await Promise.all(
    Array.from({ length: 3 * MAX }, () =>
      ana.rest.post('/api/calls').send({ calleeId: ben.id, media: 'audio' }),
    ),
  );
  const rung = rings.filter(({ status }) => status === 201);
  expect(rung).toHaveLength(MAX);
  for (const refused of rings.filter(({ status }) => status !== 201))
    expect(refused.body).toMatchObject({ code: 'too_many_calls', status: 409, retryable: true });
  const more = ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  await expect(more).rejects.toMatchObject({ code: 'too_many_calls' });

  // A user who is rung by others is busy then.
  const cleo = await connected('cleo');
  const { call } = await cleo.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  expect(call).toMatchObject({ status: 'ended', endReason: 'busy' });

  const [first] = rung.map(({ body }) => (body as CallDetail).id);
  await ana.emit('call:hangup', { callId: first! });
  await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
});
