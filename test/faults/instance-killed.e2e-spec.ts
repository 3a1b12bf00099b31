/** kill -9 of one of two instances: nobody stays online for ever, and calls do not hang. */
import { beforeAll, expect, test } from '@jest/globals';
import type { PublicUser } from '../../src/users/users.protocol.js';
import { ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let a: RunningServer;
let b: RunningServer;
let ana: Device;
let ben: Device;
let env: Record<string, string>;

beforeAll(async () => {
  env = { ...(await stores()), INSTANCE_LEASE_S: '3', CALL_RESUME_GRACE_S: '2' };
  a = await startServer(env, { name: 'killed' });
  b = await startServer(env, { name: 'survivor' });
  ana = await aUser('ana', a.url);
  ben = await aUser('ben', b.url);
  await ana.connect();
  await ben.connect();
});

test('an active call of the killed instance ends as lost for the one who is left', async () => {
  const { call } = await ring(ana, ben);
  await ben.emit('call:accept', { callId: call.id });
  await ana.receives('call:accepted');

  await a.kill();

  await expect(ben.receives('call:peer-lost')).resolves.toMatchObject({ callId: call.id });
  await expect(ben.receives('call:ended')).resolves.toMatchObject({
    call: { id: call.id, endReason: 'lost' },
  });
  const record = await ben.rest.get(`/api/calls/${call.id}`).expect(200);
  expect(record.body).toMatchObject({ status: 'ended', endReason: 'lost' });
});

test('a user who was connected there goes offline for the others, in the database too', async () => {
  await ben.receives('presence:changed', ({ userId, status }) => userId === ana.id && status === 'OFFLINE');
  const answer = await eventually(
    () => ben.rest.get(`/api/users/${ana.id}`),
    ({ body }) => !(body as PublicUser).isOnline,
  );
  expect(answer.body).toMatchObject({ status: 'OFFLINE', isOnline: false });
});

test('a restarted instance takes them back', async () => {
  const again = await startServer(env, { name: 'restarted' });
  const back = ana.at(again.url);
  await back.connect();
  await ben.receives('presence:changed', ({ userId, status }) => userId === ana.id && status === 'ONLINE');
  const { call } = await ring(ben, back);
  expect(call.calleeId).toBe(ana.id);
});
