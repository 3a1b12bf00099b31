/** Moves that are refused. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { anActiveCall, beginMove, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';

let ana: Device;
let ben: Device;
let tablet: Device;

beforeAll(async () => {
  [ana, ben] = [await aUser('ana'), await aUser('ben')];
  tablet = await ana.device();
  await Promise.all([ana, ben, tablet].map((device) => device.connect()));
});

const refused = (device: Device, callId: string, code: string) =>
  expect(device.emit('call:move', { callId })).rejects.toMatchObject({ code });

test('while it rings, and after the end', async () => {
  const { call } = await ring(ana, ben);
  await refused(tablet, call.id, 'call_not_answered');
  await refused(ben, call.id, 'call_not_answered');
  await ana.emit('call:hangup', { callId: call.id });
  await refused(tablet, call.id, 'call_ended');
});

test('by the device that has the call, and by one that is taking it over', async () => {
  const { call } = await anActiveCall({ ana, ben });
  await refused(ana, call.id, 'call_already_here');
  await refused(ben, call.id, 'call_already_here');
  await beginMove(tablet, ben, call.id);
  await refused(tablet, call.id, 'move_in_progress');
  await refused(ana, call.id, 'call_already_here');
  await expect(tablet.emit('call:resume', { callId: call.id })).rejects.toMatchObject({
    code: 'move_in_progress',
  });
  await tablet.emit('call:connected', { callId: call.id });
  await refused(tablet, call.id, 'call_already_here');
  await expect(ana.emit('call:connected', { callId: call.id })).rejects.toMatchObject({ code: 'call_moved' });
  await ana.emit('call:hangup', { callId: call.id });
});

test('of a call that is not there, or not one’s own', async () => {
  const eve = await aUser('eve');
  await eve.connect();
  const { call } = await anActiveCall({ ana, ben });
  await refused(eve, call.id, 'call_not_found');
  await refused(ana, randomUUID(), 'call_not_found');
  await ana.emit('call:hangup', { callId: call.id });
});

test.each<[string, unknown, string]>([
  ['no id', {}, 'callId'],
  ['an id that is none', { callId: 'x' }, 'callId'],
  ['an unknown field', { callId: randomUUID(), force: true }, 'force'],
  ['a list', [], ''],
])('%s: the field is named', async (_name, payload, path) => {
  await expect(ana.emitAnything('call:move', payload)).rejects.toMatchObject({
    code: 'validation_failed',
    errors: expect.arrayContaining([expect.objectContaining({ path })]),
  });
});

test.each(['peerId', 'remotePeerId'])('coming back with a %s that is none', async (path) => {
  await expect(ana.emitAnything('call:resume', { callId: randomUUID(), [path]: 'x' })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ path }],
  });
});
