/**
 * One of two instances is stopped: its users go offline soon, not when a lease expires, and those who reconnect were never
 * offline.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeEach, expect, test } from '@jest/globals';
import { anActiveCall, candidate } from '../support/calls.js';
import { aUser } from '../support/client.js';
import { learns, statusesReceived } from '../support/presence.js';
import { startServer, stopServers, stores } from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

test('ana is asked to come back, ben sees her go and come, their call goes on', async () => {
  const env = await stores();
  const [first, second] = [await startServer(env), await startServer(env)];
  const ana = await aUser('ana', first.url);
  const ben = await aUser('ben', second.url);
  await ana.connect();
  await ben.connect();
  const { call, anaPeer, benPeer } = await anActiveCall({ ana, ben });

  const stopped = first.stop();

  await expect(ana.receives('session:ended')).resolves.toEqual({
    code: 'draining',
    closeCode: 4503,
    reason: expect.any(String),
    reconnect: true,
    retryAfterMs: expect.any(Number),
  });
  await ben.receives('presence:changed', ({ userId, status }) => userId === ana.id && status === 'OFFLINE');
  await ben.receives('call:peer-lost');
  await expect(stopped).resolves.toBe(0);

  const again = ana.at(second.url);
  await again.connect();
  await ben.receives('presence:changed', ({ userId, status }) => userId === ana.id && status === 'ONLINE');
  await again.emit('call:resume', { callId: call.id });
  await ben.receives('call:peer-back');
  await again.emit('signal', { groupId: call.id, to: benPeer, candidate: candidate(1) });
  await expect(ben.receives('signal')).resolves.toMatchObject({ from: anaPeer });
  await again.emit('call:hangup', { callId: call.id });
});

test('while it drains it says that it is not ready', async () => {
  const server = await startServer(await stores());
  const ana = await aUser('ana', server.url);
  await ana.connect();
  const balancer = connect(server.port, '127.0.0.1');
  await once(balancer, 'connect');
  let answer = '';
  balancer.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  // Begun before, so that the connection is not an idle one.
  balancer.write('GET /api/health/ready HTTP/1.1\r\nhost: localhost\r\n');
  await ana.emit('presence:ping', {});

  const stopped = server.stop();
  await ana.receives('session:ended');
  balancer.write('\r\n');
  await once(balancer, 'close');

  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  await expect(ana.connect()).rejects.toBeDefined();
  await expect(stopped).resolves.toBe(0);
});

test('a user who comes back to another instance in time was never away', async () => {
  const env = await stores();
  const [first, second] = [await startServer(env), await startServer(env)];
  const ana = await aUser('ana', first.url);
  const ben = await aUser('ben', second.url);
  const dan = await aUser('dan', first.url);
  await ben.connect();
  await ana.connect();
  await learns(ben, ana, 'ONLINE');
  await dan.connect();
  await learns(ben, dan, 'ONLINE');

  const stopped = first.stop();
  await ana.receives('session:ended');
  await ana.at(second.url).connect();
  await expect(stopped).resolves.toBe(0);
  await learns(ben, dan, 'OFFLINE');
  expect(statusesReceived(ben, ana)).toEqual(['ONLINE']);
});
