/** Missed calls stay until the callee has seen them. */
import { expect, test } from '@jest/globals';
import type { MissedCall } from '../../src/calls/calls.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { anActiveCall, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { answer } from '../support/rest.js';
import { receivesMissed, unreadOf } from '../support/unread.js';

async function two(): Promise<{ ana: Device; ben: Device; phone: Device }> {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const phone = await ben.device();
  for (const device of [ana, ben, phone]) await device.connect();
  return { ana, ben, phone };
}

/** Ana gives up before ben, who may be away, has accepted. */
async function callInVain(ana: Device, ben: Device): Promise<string> {
  const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  await ana.emit('call:hangup', { callId: call.id });
  return call.id;
}

async function missedBy(device: Device, query = ''): Promise<Page<MissedCall>> {
  const path = `/api/inbox/missed-calls?${query}`;
  return (await answer<Page<MissedCall>>(device.rest.get(path).expect(200))).body;
}

test('every device is notified, and again after connecting, until one of them says that it was seen', async () => {
  const { ana, ben, phone } = await two();
  const id = await callInVain(ana, ben);
  const missed = { call: { id, endReason: 'cancelled' }, caller: { id: ana.id } };
  for (const device of [ben, phone]) {
    await expect(device.receives('inbox:missed-call')).resolves.toMatchObject(missed);
    await receivesMissed(device, 1);
  }
  expect(ana.received('inbox:missed-call')).toEqual([]);

  phone.disconnect();
  const later = await callInVain(ana, ben);
  await phone.connect();
  // The event of the later one may still be under way to it, and comes before or after the message about both.
  for (const each of [id, later]) await phone.receives('inbox:missed-call', ({ call }) => call.id === each);
  const notified = phone.received('inbox:missed-call').map(({ call }) => call.id);
  expect(new Set(notified)).toEqual(new Set([id, later]));
  await expect(unreadOf(ben)).resolves.toEqual({ total: 0, byRoom: {}, missedCalls: 2 });

  await expect(ben.emit('inbox:calls-seen', { callId: id })).resolves.toEqual({ missedCalls: 1 });
  for (const device of [ben, phone]) await receivesMissed(device, 1);
  const { body } = await answer(phone.rest.post('/api/inbox/calls-seen').send({}).expect(200));
  expect(body).toEqual({ missedCalls: 0 });
  for (const device of [ben, phone]) await receivesMissed(device, 0);
  phone.disconnect();
  await phone.connect();
  await receivesMissed(phone, 0);
  expect(phone.received('inbox:missed-call')).toEqual([]);
});

test('missed is what its callee had no say in', async () => {
  const { ana, ben, phone } = await two();
  const declined = await ring(ana, ben);
  await ben.emit('call:decline', { callId: declined.call.id });
  await anActiveCall({ ana, ben }).then(({ call }) => ben.emit('call:hangup', { callId: call.id }));
  await ben.emit('presence:set', { status: 'DND' });
  const { call: busy } = await ana.emit('call:ring', { calleeId: ben.id, media: 'video' });
  await expect(phone.receives('inbox:missed-call')).resolves.toMatchObject({
    call: { id: busy.id, endReason: 'busy' },
  });
  await expect(missedBy(ben)).resolves.toMatchObject({
    items: [{ call: { id: busy.id } }],
    nextCursor: null,
  });
  await expect(unreadOf(ana)).resolves.toMatchObject({ missedCalls: 0 });
});

test('the list, the latest first; what is taken out of the log is not in it', async () => {
  const { ana, ben } = await two();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push(await callInVain(ana, ben));
  const first = await missedBy(ben, 'limit=2');
  expect(first.items.map(({ call }) => call.id)).toEqual([ids[2], ids[1]]);
  const second = await missedBy(ben, `limit=2&cursor=${first.nextCursor}`);
  expect(second).toMatchObject({
    items: [{ call: { id: ids[0] }, caller: { id: ana.id } }],
    nextCursor: null,
  });
  await ben.rest.delete(`/api/calls/${ids[1]}`).expect(204);
  await expect(unreadOf(ben)).resolves.toMatchObject({ missedCalls: 2 });
  // Another user's call is not in the own inbox.
  const other = await callInVain(ana, await aUser('cleo'));
  await expect(ben.emit('inbox:calls-seen', { callId: other })).resolves.toEqual({ missedCalls: 2 });
  await ana.rest.delete('/api/calls').expect(204);
  await expect(unreadOf(ben)).resolves.toMatchObject({ missedCalls: 2 });
});
