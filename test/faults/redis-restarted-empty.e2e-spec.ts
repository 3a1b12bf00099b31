/** Redis dies and comes back empty. Connections live on; the directory in Redis is rebuilt. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PublicUser } from '../../src/users/users.protocol.js';
import { anActiveCall, candidate, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, stores } from '../support/server.mjs';
import { OwnRedis } from './redis.js';

let redis: OwnRedis;
let servers: Awaited<ReturnType<typeof startServer>>[];
let ana: Device;
let ben: Device;

beforeAll(async () => {
  redis = await OwnRedis.start();
  const env = { ...(await stores()), REDIS_URL: redis.url };
  servers = [
    await startServer(env, { errorsExpected: true }),
    await startServer(env, { errorsExpected: true }),
  ];
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await redis.kill();
});

/** Ana and ben are connected at different instances; while Redis is away something may happen. */
async function redisRestarts(meanwhile: () => void = () => undefined): Promise<void> {
  await redis.kill();
  for (const server of servers)
    await eventually(
      () => fetch(`${server.url}/api/health/ready`),
      (answer) => answer.status === 503,
    );
  meanwhile();
  await redis.start();
  for (const server of servers)
    await eventually(
      () => fetch(`${server.url}/api/health/ready`),
      (answer) => answer.status === 200,
    );
}

async function anaAndBen(): Promise<void> {
  ana = await aUser('ana', servers[0]!.url);
  ben = await aUser('ben', servers[1]!.url);
  await ben.connect();
  await ana.connect();
  for (const person of [ana, ben])
    await ben.receives(
      'presence:changed',
      ({ userId, status }) => userId === person.id && status === 'ONLINE',
    );
}

function isOnline(person: Device, online: boolean): Promise<PublicUser> {
  return eventually(
    async () => (await ben.rest.get(`/api/users/${person.id}`).expect(200)).body as PublicUser,
    (user) => user.isOnline === online,
  );
}

/** Events of one instance reach the users at the other again. */
async function instancesHearEachOther(): Promise<void> {
  for (const [speaker, listener] of [
    [ana, ben],
    [ben, ana],
  ] as const) {
    await eventually(
      async () => {
        await speaker.emit('presence:set', { status: 'IDLE' });
        return listener.received('presence:changed');
      },
      (changes) => changes.some(({ userId, status }) => userId === speaker.id && status === 'IDLE'),
    );
  }
}

test('everybody is there still, and instances hear each other again', async () => {
  await anaAndBen();
  await redisRestarts();
  await instancesHearEachOther();

  const dan = await aUser('dan', servers[0]!.url);
  await eventually(
    async () => {
      await dan.connect();
      const { users } = await dan.receives('presence:snapshot');
      return users!.map((user) => user.userId);
    },
    (online) => online.includes(ana.id) && online.includes(ben.id),
  );
  const { call } = await ring(ana, ben);
  await ben.emit('call:accept', { callId: call.id });
  await ana.receives('call:accepted');
  await ana.emit('call:hangup', { callId: call.id });
  await ben.receives('call:ended');
  for (const server of servers) expect(server.log()).not.toMatch(/unhandled/i);
});

test('a user who leaves while it is away is offline afterwards', async () => {
  await anaAndBen();
  await redisRestarts(() => ana.vanish());
  await isOnline(ana, false);
  await isOnline(ben, true);
});

test('a call goes on; a device that resumes it is heard', async () => {
  await anaAndBen();
  const { call, anaPeer, benPeer } = await anActiveCall({ ana, ben });
  const groupId = call.id;
  await redisRestarts();
  await instancesHearEachOther();

  ana.vanish();
  await ben.receives('call:peer-lost');
  await ana.connect();
  await ana.emit('call:resume', { callId: groupId });
  await ben.receives('call:peer-back');
  await eventually(
    () => ana.emit('signal', { groupId, to: benPeer, candidate: candidate(1) }).then(() => true),
    (sent) => sent,
  );
  await expect(ben.receives('signal')).resolves.toEqual({ groupId, from: anaPeer, candidate: candidate(1) });
  await ben.emit('signal', { groupId, to: anaPeer, candidate: candidate(2) });
  await expect(ana.receives('signal')).resolves.toEqual({ groupId, from: benPeer, candidate: candidate(2) });
  for (const server of servers) expect(server.log()).not.toMatch(/unhandled/i);
});
