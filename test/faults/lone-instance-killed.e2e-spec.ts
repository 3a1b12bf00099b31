/** kill -9 of the only instance: nobody was there to see it, and still nobody stays online. */
import { expect, test } from '@jest/globals';
import type { PublicUser } from '../../src/users/users.protocol.js';
import { anActiveCall } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { embeddedStores, startServer, stores } from '../support/server.mjs';

async function isOffline(person: Device, asked: Device): Promise<void> {
  await eventually(
    async () => (await asked.rest.get(`/api/users/${person.id}`).expect(200)).body as PublicUser,
    (user) => !user.isOnline && user.status === 'OFFLINE',
  );
}

test.each([
  ['with stores of its own', stores],
  ['on the embedded default', async () => embeddedStores()],
])('%s: started again it finds nobody online and ends the call', async (_name, make) => {
  const env = { ...(await make()), INSTANCE_LEASE_S: '3', CALL_RESUME_GRACE_S: '1' };
  const first = await startServer(env);
  const ana = await aUser('ana', first.url);
  const ben = await aUser('ben', first.url);
  await ana.connect();
  await ben.connect();
  const { call } = await anActiveCall({ ana, ben });
  await first.kill();

  const second = await startServer(env);
  const back = { ana: ana.at(second.url), ben: ben.at(second.url) };
  await isOffline(ana, back.ben);
  await isOffline(ben, back.ana);
  await eventually(
    async () => (await back.ana.rest.get(`/api/calls/${call.id}`).expect(200)).body as { endReason?: string },
    ({ endReason }) => endReason === 'lost',
  );
  await back.ana.connect();
  await expect(back.ana.receives('call:state')).resolves.toEqual({ calls: [] });
});
