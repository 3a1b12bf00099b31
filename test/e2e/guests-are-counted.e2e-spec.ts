/** Guests are a number, and a number is all they get. Own instances, so that nobody else's guests count. */
import { beforeAll, expect, test } from '@jest/globals';
import { aGuest, aUser } from '../support/client.js';
import { project } from '../support/instances.js';
import { startServer, stores } from '../support/server.mjs';

let first: string;
let second: string;

beforeAll(async () => {
  const env = await stores();
  first = (await startServer(env)).url;
  second = project() === 'two' ? (await startServer(env)).url : first;
});

test('guests come and go; members and guests see how many there are', async () => {
  const ana = await aUser('ana', first);
  await ana.connect();
  await expect(ana.receives('presence:snapshot')).resolves.toMatchObject({ guests: 0 });

  const gus = await aGuest('Gus', second);
  await gus.connect();
  await expect(gus.receives('presence:snapshot')).resolves.toEqual({ guests: 1 });
  await ana.receives('presence:guests', ({ guests }) => guests === 1);
  const gil = await aGuest('Gil', first);
  await gil.connect();
  await ana.receives('presence:guests', ({ guests }) => guests === 2);
  await gus.receives('presence:guests', ({ guests }) => guests === 2);

  // A second tab of the same guest is no second guest.
  const tab = gil.at(second);
  await tab.connect();
  await expect(tab.receives('presence:snapshot')).resolves.toEqual({ guests: 2 });
  gil.disconnect();
  gus.disconnect();
  await ana.receives('presence:guests', ({ guests }) => guests === 1);
  tab.disconnect();
  await ana.receives('presence:guests', ({ guests }) => guests === 0);

  expect(gus.received('presence:changed')).toEqual([]);
  expect(ana.received('presence:changed').map((change) => change.userId)).not.toContain(gus.id);
});
