/** The record of a call: its quality, its retention, and that users may remove it from their log. */
import { describe, expect, test } from '@jest/globals';
import type { Call, CallDetail } from '../../src/calls/calls.protocol.js';
import { anActiveCall, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { refusal } from '../support/rest.js';

const log = async (device: Device) =>
  ((await device.rest.get('/api/calls').expect(200)).body as { items: Call[] }).items;

async function anEndedCall() {
  const active = await anActiveCall();
  await active.ana.emit('call:hangup', { callId: active.call.id });
  await active.ben.receives('call:ended');
  return active;
}

describe('quality', () => {
  test('each side says how it was, also afterwards', async () => {
    const { ana, ben, call } = await anEndedCall();
    const anas = { candidateType: 'relay', rttMs: 48.5, jitterMs: 3, lossRatio: 0.01 };
    await ana.rest.post(`/api/calls/${call.id}/quality`).send(anas).expect(204);
    await ben.rest.post(`/api/calls/${call.id}/quality`).send({ rttMs: 51 }).expect(204);
    const detail = (await ben.rest.get(`/api/calls/${call.id}`).expect(200)).body as CallDetail;
    expect(detail.legs.map(({ userId, quality }) => [userId, quality])).toEqual([
      [ana.id, anas],
      [ben.id, { rttMs: 51 }],
    ]);
  });

  test.each([
    ['a candidate type that is none', { candidateType: 'pigeon' }, 'candidateType'],
    ['less than nothing', { rttMs: -1 }, 'rttMs'],
    ['more than everything', { lossRatio: 1.5 }, 'lossRatio'],
    ['text', { jitterMs: '3' }, 'jitterMs'],
    ['an unknown field', { sdp: 'v=0' }, 'sdp'],
  ])('%s is refused', async (_name, body, path) => {
    const { ana, call } = await anEndedCall();
    const refused = await refusal(ana.rest.post(`/api/calls/${call.id}/quality`).send(body), 400);
    expect(new Set(refused.errors?.map((error) => error.path))).toEqual(new Set([path]));
  });

  test('a stranger learns nothing; a device that never answered has nothing to say', async () => {
    const [ana, ben, eve] = [await aUser('ana'), await aUser('ben'), await aUser('eve')];
    await Promise.all([ana.connect(), ben.connect()]);
    const { call } = await ring(ana, ben);
    const rate = (device: Device) => device.rest.post(`/api/calls/${call.id}/quality`).send({ rttMs: 1 });
    expect((await refusal(rate(eve), 404)).code).toBe('call_not_found');
    expect((await refusal(rate(ben), 409)).code).toBe('not_in_call');
  });
});

describe('erasing', () => {
  test('takes a call out of one log and leaves the other', async () => {
    const { ana, ben, call } = await anEndedCall();
    await ana.rest.delete(`/api/calls/${call.id}`).expect(204);
    expect(await log(ana)).toEqual([]);
    expect((await refusal(ana.rest.get(`/api/calls/${call.id}`), 404)).code).toBe('call_not_found');
    expect((await refusal(ana.rest.delete(`/api/calls/${call.id}`), 404)).code).toBe('call_not_found');
    expect((await log(ben)).map(({ id }) => id)).toEqual([call.id]);
    await ben.rest.delete(`/api/calls/${call.id}`).expect(204);
    expect(await log(ben)).toEqual([]);
  });

  test('empties the whole log, but for what is going on', async () => {
    const { ana, ben } = await anEndedCall();
    const running = await ring(ben, ana);
    await ana.rest.delete('/api/calls').expect(204);
    expect((await log(ana)).map(({ id }) => id)).toEqual([running.call.id]);
    expect(await log(ben)).toHaveLength(2);
    const now = ana.rest.delete(`/api/calls/${running.call.id}`);
    expect((await refusal(now, 409)).code).toBe('call_running');
  });

  test('is not for strangers', async () => {
    const { ana, call } = await anEndedCall();
    const eve = await aUser('eve');
    expect((await refusal(eve.rest.delete(`/api/calls/${call.id}`), 404)).code).toBe('call_not_found');
    await eve.rest.delete('/api/calls').expect(204);
    expect(await log(ana)).toHaveLength(1);
  });
});
