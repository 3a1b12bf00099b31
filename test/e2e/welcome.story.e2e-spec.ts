/** The first moments of a connection, and events that do not exist. */
import { expect, test } from '@jest/globals';
import { aGuest, aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test('welcome comes first and says who one is', async () => {
  const ana = await aUser('ana');
  const welcome = await ana.connect();
  expect(welcome).toEqual({
    connectionId: ana.socket.id,
    user: expect.anything(),
    protocolVersion: 1,
    features: expect.arrayContaining(['presence', 'calls']),
    heartbeatMs: 25_000,
    serverTime: expect.stringMatching(INSTANT),
  });
  expect(welcome.user).toMatchObject({
    id: ana.id,
    username: ana.user.username,
    isGuest: false,
    email: null,
  });
  expect(JSON.stringify(welcome)).not.toMatch(/password|hash/i);
  await ana.receives('presence:snapshot');
  await ana.receives('call:state');
  expect(ana.events()[0]).toBe('welcome');
});

test('a guest is welcome too', async () => {
  const gus = await aGuest('Gus');
  await expect(gus.connect()).resolves.toMatchObject({
    user: { id: gus.id, displayName: 'Gus', isGuest: true },
  });
});

test('over polling, too', async () => {
  const ana = await aUser('ana');
  await ana.connect({ transports: ['polling'] });
  await expect(ana.emit('presence:ping', {})).resolves.toEqual({
    serverTime: expect.stringMatching(INSTANT),
  });
  // Its last request must be made before the file is over.
  ana.disconnect();
  await eventually(
    () => ana.socket.io.engine.readyState,
    (state) => state === 'closed',
  );
});

test('an unknown event is refused', async () => {
  const ana = await aUser('ana');
  await ana.connect();
  for (const event of ['no:such', 'call:incoming', 'welcome', 'error', '__proto__', 'constructor', ''])
    await expect(ana.emitAnything(event, {})).rejects.toMatchObject({
      code: 'unknown_event',
      retryable: false,
    });
});

test('a client that gives no ack is answered by an event', async () => {
  const ana = await aUser('ana');
  await ana.connect();
  ana.socket.emit('no:such', {});
  await expect(ana.receives('error')).resolves.toMatchObject({ code: 'unknown_event', event: 'no:such' });
  ana.socket.emit('call:accept', { callId: 7 });
  await expect(ana.receives('error')).resolves.toMatchObject({
    code: 'validation_failed',
    event: 'call:accept',
    errors: [{ path: 'callId' }],
  });
});
