/** Redis holds the directory of connections. Missed changes and wrong entries are corrected within a few heartbeats. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { PublicUser } from '../../src/users/users.protocol.js';
import type { Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { REAL_LIMITS, someone } from '../support/crowd.js';
import { stores } from '../support/server.mjs';
import { type CuttableServer, cuttablePair } from './cuttable-server.js';
import { OwnRedis } from './redis.js';

const LEASE_S = 3;

let own: OwnRedis;
let redis: Redis;
let prefix: string;
let pair: [CuttableServer, CuttableServer];
let ana: Device;
let ben: Device;

beforeAll(async () => {
  own = await OwnRedis.start();
  redis = new Redis(own.url);
  redis.on('error', () => undefined);
  prefix = (await stores()).REDIS_PREFIX;
  pair = await cuttablePair({
    ...REAL_LIMITS,
    REDIS_URL: own.url,
    REDIS_PREFIX: prefix,
    INSTANCE_LEASE_S: String(LEASE_S),
    SOCKETS_PER_USER: '2',
    CONNECTS_PER_USER: '1000',
  });
  ana = await someone(pair[0].url, 'ana');
  ben = await someone(pair[1].url, 'ben');
  await ana.connect();
  await ben.connect();
});

afterAll(async () => {
  redis?.disconnect();
  own?.thaw();
  await Promise.all(pair?.map((server) => server.stop()) ?? []);
  await own?.kill();
});

const key = (name: string) => `${prefix}:conn:${name}`;

/** As the API, the database and Redis have it, on every instance. */
async function isOnline(person: Device, online: boolean): Promise<void> {
  for (const { url } of pair)
    await eventually(
      async () => (await person.at(url).rest.get(`/api/users/${person.id}`).expect(200)).body as PublicUser,
      (user) => user.isOnline === online,
    );
  await eventually(
    () => redis.sismember(key('members'), person.id),
    (member) => member === (online ? 1 : 0),
  );
}

/** The entry of a user's connection, and which instance has it. */
async function entryOf(person: Device): Promise<[instance: string, entry: string]> {
  for (const instance of await redis.zrange(key('instances'), '0', '-1'))
    for (const entry of await redis.smembers(key(`i:${instance}`)))
      if (entry.startsWith(`${person.id} ${person.socket.id} `)) return [instance, entry];
  throw new Error(`${person.name} is not in the directory`);
}

/** A connection that does not exist, as if it had ended unheard. */
async function haunt(instance: string, userId: string): Promise<void> {
  const [conn, address] = [`ghost-${userId}`, '192.0.2.9'];
  await redis
    .multi()
    .sadd(key(`i:${instance}`), `${userId} ${conn} 0 ${address}`)
    .sadd(key(`a:${address}`), conn)
    .sadd(key(`u:${userId}`), conn)
    .sadd(key('members'), userId)
    .exec();
}

/** As another instance does that takes this one for dead. */
async function bury(instance: string): Promise<void> {
  for (const entry of await redis.smembers(key(`i:${instance}`))) {
    const [user = '', conn = '', , address = ''] = entry.split(' ');
    await redis
      .multi()
      .srem(key(`a:${address}`), conn)
      .srem(key(`u:${user}`), conn)
      .srem(key('members'), user)
      .exec();
  }
  await redis.del(key(`i:${instance}`), key(`n:${instance}`));
}

/** The directory has no wrong entry left. */
async function agrees(): Promise<void> {
  await isOnline(ana, true);
  await isOnline(ben, true);
  for (const person of [ana, ben])
    await eventually(
      () => redis.smembers(key(`u:${person.id}`)),
      (connections) => connections.length === 1 && connections[0] === person.socket.id,
    );
  await eventually(
    async () => [await entryOf(ana), await entryOf(ben)] as const,
    ([[one], [other]]) => one !== other,
  );
  await eventually(
    () => redis.keys(key('*ghost*')),
    (left) => left.length === 0,
  );
}

test('a user who leaves while Redis is out of reach of an instance is offline afterwards, and can come back as often as anybody', async () => {
  const eve = await someone(pair[0].url, 'eve');
  for (let i = 0; i < 3; i += 1) {
    await eventually(
      () => eve.connect().then(() => true),
      (connected) => connected,
    );
    await isOnline(eve, true);
    pair[0].redis.cut();
    await pair[0].readiness(503);
    eve.vanish();
    await eventually(
      () => pair[0].log().split('could not be taken out').length,
      (times) => times > i + 1,
    );
    pair[0].redis.mend();
    await isOnline(eve, false);
  }
  await agrees();
});

test('a user who leaves while answers of Redis are lost is offline afterwards', async () => {
  const eve = await someone(pair[0].url, 'eve');
  await eve.connect();
  await isOnline(eve, true);
  pair[0].redis.swallow('answers');
  eve.vanish();
  await pair[0].readiness(503);
  pair[0].redis.mend();
  await isOnline(eve, false);
  await agrees();
});

test('a Redis that stands still for longer than the lease: all stay online, and users who left are offline', async () => {
  const eve = await someone(pair[1].url, 'eve');
  await eve.connect();
  await isOnline(eve, true);
  own.freeze();
  for (const server of pair) await server.readiness(503);
  eve.vanish();
  // Every lease ends meanwhile; the signs of life that were sent are answered all at once.
  await pause(2 * LEASE_S * 1000);
  own.thaw();
  for (const server of pair) await server.readiness(200);
  await isOnline(eve, false);
  await agrees();
});

test('one instance that stands still for longer than its lease has its people back', async () => {
  pair[0].process.kill('SIGSTOP');
  await eventually(
    () => redis.zcard(key('instances')),
    (instances) => instances === 1,
  );
  pair[0].process.kill('SIGCONT');
  // Its sockets live on: pings come much less often than the lease ends.
  await agrees();
});

test.each<[string, () => Promise<void>]>([
  [
    'an instance was taken for dead and its answer to that got lost',
    async () => bury((await entryOf(ana))[0]),
  ],
  [
    'a connection is missing',
    async () => void redis.srem(key(`i:${(await entryOf(ana))[0]}`), (await entryOf(ana))[1]),
  ],
  ['a connection is there that ended long ago', async () => haunt((await entryOf(ben))[0], ana.id)],
  [
    'as many are missing as are too many',
    async () => {
      const [instance] = await entryOf(ana);
      await bury(instance);
      await haunt(instance, ben.id);
    },
  ],
  [
    'an instance that has died wrote late',
    async () =>
      haunt('00000000-0000-4000-8000-000000000000', ben.id).then(
        () =>
          void redis.zadd(key('instances'), 'NX', Date.now() + 500, '00000000-0000-4000-8000-000000000000'),
      ),
  ],
  ['everything is gone', async () => void redis.flushall()],
])('%s', async (_, drift) => {
  await agrees();
  await drift();
  await agrees();
});
