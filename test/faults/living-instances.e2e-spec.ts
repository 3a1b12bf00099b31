/** Which instances count as dead, by what is registered in Redis: devices of a dead one have lost their connection. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { loadConfiguration } from '../../src/platform/config/load-configuration.js';
import { Events } from '../../src/platform/events/events.js';
import { Log } from '../../src/platform/log/log.js';
import { RedisDirectory } from '../../src/realtime/directory/directory.redis.js';
import { LivingInstances } from '../../src/realtime/directory/living-instances.service.js';
import { eventually } from '../support/eventually.js';

const NO_CONNECTIONS = { size: 0, has: () => false, entries: () => [] };
const LEASE_MS = 3000;

const config = loadConfiguration({ NODE_ENV: 'test', LOG_LEVEL: 'error', INSTANCE_LEASE_S: '3' });
const redis = new Redis(process.env.TEST_REDIS_URL!);
let prefix: string;
let first: RedisDirectory;
let instances: LivingInstances;

beforeEach(async () => {
  prefix = `ringline_test_${process.env.TEST_RUN_ID}_${randomUUID()}`;
  first = await registered();
  instances = new LivingInstances(first, config, new Events(new Log(config)));
});

afterAll(() => redis.disconnect());

test('an instance that is registered is not dead', async () => {
  const second = await registered();
  await expect(instances.deadOf([first.instanceId, second.instanceId])).resolves.toEqual([]);
});

test('one that a row names and that is not registered is dead', async () => {
  await expect(instances.deadOf([first.instanceId, 'stopped'])).resolves.toEqual(['stopped']);
});

test('one that is no longer registered is dead a lease later', async () => {
  const second = await registered();
  await expect(instances.deadOf([second.instanceId])).resolves.toEqual([]);
  await second.leave();
  await expect(instances.deadOf([second.instanceId])).resolves.toEqual([]);
  await eventually(
    async () => {
      await first.beat(NO_CONNECTIONS);
      return instances.deadOf([second.instanceId]);
    },
    (dead) => dead.includes(second.instanceId),
  );
});

test('an instance that is being stopped takes none for dead that has started since it last looked', async () => {
  await instances.deadOf([]);
  const second = await registered();
  await first.leave();
  await expect(instances.deadOf([second.instanceId])).resolves.toEqual([]);
});

test('no instance is dead because Redis has come back empty', async () => {
  const second = await registered();
  await redis.del(...(await redis.keys(`${prefix}*`)));
  await expect(instances.deadOf([second.instanceId])).resolves.toEqual([]);
  // It beats first, and has not seen the other one.
  await first.beat(NO_CONNECTIONS);
  await second.beat(NO_CONNECTIONS);
  await expect(instances.deadOf([second.instanceId])).resolves.toEqual([]);
});

async function registered(): Promise<RedisDirectory> {
  const directory = new RedisDirectory(redis, prefix, LEASE_MS);
  await directory.beat(NO_CONNECTIONS);
  return directory;
}
