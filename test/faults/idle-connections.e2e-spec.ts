/** Unused connections end, each with the code for what it showed; active users and users in a call stay connected. */
import { beforeAll, expect, test } from '@jest/globals';
import { anActiveCall } from '../support/calls.js';
import { aGuest, aUser, type Device } from '../support/client.js';
import { aThread } from '../support/direct.js';
import { aRoom } from '../support/rooms.js';
import { learns } from '../support/presence.js';
import { startServer, stores } from '../support/server.mjs';

let url: string;
let lenient: string;

beforeAll(async () => {
  const idle = { PRESENCE_IDLE_TIMEOUT_S: '2', CHAT_IDLE_TIMEOUT_S: '3', INBOX_IDLE_TIMEOUT_S: '3' };
  const env = { ...(await stores()), HEARTBEAT_MS: '1000', GUEST_IDLE_TIMEOUT_S: '1' };
  url = (await startServer({ ...env, ...idle })).url;
  lenient = (await startServer(env)).url;
});

async function someone(at = url): Promise<Device> {
  const device = await aUser('user', at);
  await device.connect();
  return device;
}

async function endsWith(device: Device, closeCode: number): Promise<void> {
  await expect(device.receives('session:ended')).resolves.toEqual({
    code: 'idle_timeout',
    closeCode,
    reason: expect.stringMatching(/^nothing was sent for \d seconds$/),
    reconnect: false,
  });
  await expect(device.disconnected()).resolves.toBe('io server disconnect');
}

/** Sends the event again and again until one other has idled away. */
async function actsWhileAnotherIdles(act: () => Promise<unknown>): Promise<void> {
  const other = await someone();
  let over = false;
  const ended = endsWith(other, 4000).finally(() => (over = true));
  while (!over) await act();
  await ended;
}

test('a device that does nothing: 4000; it may come back at once, and the others see them go', async () => {
  const ben = await someone(lenient);
  const ana = await aUser('ana', url);
  const welcome = await ana.connect();
  expect(welcome.idleTimeoutMs).toBe(2000);
  await learns(ben, ana, 'ONLINE');
  await endsWith(ana, 4000);
  await learns(ben, ana, 'OFFLINE');
  await ana.connect();
  await learns(ben, ana, 'ONLINE');
});

test('a device that has joined a room: 4001; one that has left it again: 4000', async () => {
  const [ana, ben] = [await aUser('ana', url), await aUser('ben', url)];
  const { slug } = await aRoom(ana);
  for (const device of [ana, ben]) {
    await device.connect();
    await device.emit('room:join', { room: slug });
  }
  await ben.emit('room:leave', { room: slug });
  await endsWith(ben, 4000);
  await endsWith(ana, 4001);
});

test('a device that shows a thread of the inbox: 4002, also with the room joined; one that has closed it again: 4001', async () => {
  const [ana, ben] = [await aUser('ana', url), await aUser('ben', url)];
  const { slug: room } = await aThread(ana, ben);
  // Connected when everything is there: it may take longer than a connection may be idle.
  for (const device of [ana, ben]) {
    await device.connect();
    await device.emit('room:join', { room });
    await device.emit('inbox:open', { room });
  }
  await ben.emit('inbox:open', { room: null });
  await endsWith(ana, 4002);
  await endsWith(ben, 4001);
});

test('a ping keeps it, as any event does; heartbeats and a new token do not', async () => {
  const [ana, ben] = [await someone(), await someone()];
  await actsWhileAnotherIdles(async () => {
    await ana.emit('presence:ping', {});
    await ben.emitAnything('no:such', {}).catch(() => undefined);
  });
  expect([ana.isConnected, ben.isConnected]).toEqual([true, true]);

  let over = false;
  const ended = endsWith(ana, 4000).finally(() => (over = true));
  const { accessToken } = ana;
  while (!over) await ana.emit('auth:refresh', { accessToken }).catch(() => undefined);
  await ended;
});

test('nobody is idle in a call', async () => {
  const { ana, ben, call } = await anActiveCall({ ana: await someone(), ben: await someone() });
  await endsWith(await someone(), 4000);
  await endsWith(await someone(), 4000);
  expect([ana.isConnected, ben.isConnected]).toEqual([true, true]);
  await ana.emit('call:hangup', { callId: call.id });
  await endsWith(ben, 4000);
  await endsWith(ana, 4000);
});

test('nor in a voice channel', async () => {
  const ana = await aUser('ana', url);
  const { slug } = await aRoom(ana, { hasVoice: true });
  await ana.connect();
  await ana.emit('voice:join', { room: slug });
  await endsWith(await someone(), 4000);
  await endsWith(await someone(), 4000);
  await ana.emit('voice:leave', { room: slug });
  await endsWith(ana, 4000);
});

test('by itself a deployment ends guests only', async () => {
  const ana = await aUser('ana', lenient);
  await expect(ana.connect()).resolves.not.toHaveProperty('idleTimeoutMs');
  const gus = await aGuest('Gus', lenient);
  await expect(gus.connect()).resolves.toMatchObject({ idleTimeoutMs: 1000 });
  await endsWith(gus, 4000);
  await gus.connect();
  await gus.emit('room:join', { room: 'public' });
  await endsWith(gus, 4001);
  expect(ana.isConnected).toBe(true);
});
