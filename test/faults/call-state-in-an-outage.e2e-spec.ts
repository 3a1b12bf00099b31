/** A store that does not answer says nothing of people: their calls, members and missed calls stay. */
import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { anActiveCall, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aRoom } from '../support/rooms.js';
import { startServer, stores } from '../support/server.mjs';

const UNAVAILABLE = { status: 503, body: { code: 'service_unavailable', retryable: true } };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server on whose database the test may lock a table, so that its readers wait in vain. */
async function aServer(): Promise<{ url: string; hold: (table: string) => Promise<() => Promise<unknown>> }> {
  const env = await stores();
  const { url } = await startServer(env, { errorsExpected: true });
  const holder = new pg.Client({ connectionString: env.DATABASE_URL });
  await holder.connect();
  closing.push(() => holder.end());
  return {
    url,
    hold: async (table) => {
      await holder.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      return () => holder.query('ROLLBACK');
    },
  };
}

async function refused(person: Device, path: string): Promise<void> {
  const { status, body } = await person.rest.get(path);
  expect({ status, body }).toMatchObject(UNAVAILABLE);
}

test('a device that comes back meanwhile is notified of its running call once somebody knows', async () => {
  const { url, hold } = await aServer();
  const { ana, ben, call } = await anActiveCall({
    ana: await connected('ana', url),
    ben: await connected('ben', url),
  });
  // Whether ana has blocked ben is asked before he is shown to her.
  const release = await hold('user_blocks');
  const back = ben.at(url);
  await back.connect();
  // His call state was requested before this, which waits as long.
  await refused(back, `/api/users/${ana.id}`);
  await release();
  await expect(back.receives('call:state')).resolves.toMatchObject({
    calls: [{ id: call.id, status: 'active', peer: { id: ana.id } }],
  });
  expect(back.received('call:state').filter(({ calls }) => calls.length === 0)).toEqual([]);
});

test('missed calls and members of rooms are refused rather than left out', async () => {
  const { url, hold } = await aServer();
  const [ana, ben] = [await connected('ana', url), await connected('ben', url)];
  const { call } = await ring(ana, ben);
  await ana.emit('call:hangup', { callId: call.id });
  await ben.receives('inbox:missed-call');
  const { slug } = await aRoom(ana);

  let release = await hold('user_blocks');
  await refused(ben, '/api/inbox/missed-calls');
  await release();
  release = await hold('users');
  await refused(ana, `/api/chat/rooms/${slug}/members`);
  await release();

  const missed = await ben.rest.get('/api/inbox/missed-calls').expect(200);
  expect(missed.body).toMatchObject({ items: [{ call: { id: call.id } }] });
  const members = await ana.rest.get(`/api/chat/rooms/${slug}/members`).expect(200);
  expect(members.body).toMatchObject({ items: [{ userId: ana.id }] });
});

async function connected(name: string, url: string): Promise<Device> {
  const device = await aUser(name, url);
  await device.connect();
  await eventually(
    () => device.received('call:state').length,
    (count) => count > 0,
  );
  return device;
}
