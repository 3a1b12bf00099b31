/** A device loses its connection and does not come back in time. */
import { beforeAll, expect, test } from '@jest/globals';
import { anActiveCall, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { startServer, stores } from '../support/server.mjs';

let url: string;
let ana: Device;
let ben: Device;

beforeAll(async () => {
  url = (await startServer({ ...(await stores()), CALL_RESUME_GRACE_S: '1' })).url;
  ana = await aUser('ana', url);
  ben = await aUser('ben', url);
  await ben.connect();
});

async function theCallEndsAsLost(callId: string): Promise<void> {
  ana.vanish();
  await expect(ben.receives('call:peer-lost')).resolves.toMatchObject({ callId, graceMs: 1000 });
  const { call } = await ben.receives('call:ended');
  expect(call).toMatchObject({ id: callId, status: 'ended', endReason: 'lost' });
  expect(call).not.toHaveProperty('endedBy');
  await ana.connect();
  await expect(ana.receives('call:state')).resolves.toEqual({ calls: [] });
  await expect(ana.emit('call:resume', { callId })).rejects.toMatchObject({ code: 'call_ended' });
}

test('a running call ends as lost', async () => {
  await ana.connect();
  const { call } = await anActiveCall({ ana, ben });
  await theCallEndsAsLost(call.id);
});

test('so does one that still rings when its caller is gone', async () => {
  const { call } = await ring(ana, ben);
  await theCallEndsAsLost(call.id);
});

test('both may be gone', async () => {
  const { call } = await anActiveCall({ ana, ben });
  ben.vanish();
  await ana.receives('call:peer-lost');
  ana.vanish();
  const eve = ana.at(url);
  await eve.connect();
  await expect(eve.receives('call:ended')).resolves.toMatchObject({
    call: { id: call.id, endReason: 'lost' },
  });
});
