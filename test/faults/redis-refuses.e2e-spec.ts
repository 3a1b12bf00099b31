/** A Redis that answers PING and refuses commands: a start ends in a sentence that says why, a running server waits. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, runServerToItsEnd, startServer, stores } from '../support/server.mjs';
import { OwnRedis } from './redis.js';

describe('a start', () => {
  let redis: OwnRedis;

  afterEach(() => redis.kill());

  const restricted = (...rules: string[]) => ({
    options: [],
    prepare: () => redis.run('ACL', 'SETUSER', 'ringline', 'on', '>secret', ...rules),
    signIn: 'ringline:secret@',
  });
  const all = ['~*', '+@all'];

  test.each<[string, { options?: string[]; prepare?: () => Promise<unknown>; signIn?: string }, RegExp]>([
    [
      'a replica',
      { options: ['--replicaof', '127.0.0.1', '1'] },
      /read-only replica: name the primary server/,
    ],
    [
      'full',
      { prepare: () => redis.run('CONFIG', 'SET', 'maxmemory', '1kb') },
      /takes no writes: OOM .*raise maxmemory or free memory/,
    ],
    ['a node of a cluster', { options: ['--cluster-enabled', 'yes'] }, /a node of a Redis Cluster/],
    ['a Sentinel', { options: ['--sentinel'] }, /a Sentinel.*name the primary server/],
    [
      'without the channels',
      restricted(...all, 'resetchannels'),
      /"ringline".*(PUBLISH|SUBSCRIBE).*&PREFIX:\* &PREFIX:socket\.io#\/#\*/,
    ],
    [
      'without the pattern',
      restricted(...all, 'resetchannels', '&*:bus:*'),
      /PSUBSCRIBE PREFIX:socket\.io#\/#\*/,
    ],
    ['without the keys', restricted('~other:*', '&*', '+@all'), /may not do.*keys PREFIX:\*/],
    [
      'without some commands',
      restricted(...all, '&*', '-zadd', '-eval'),
      /may not do what is needed \(ZADD EVAL\)/,
    ],
    ['with another password', { ...restricted(...all, '&*'), signIn: 'ringline:wrong@' }, /WRONGPASS/],
    [
      'with a password that nobody gave',
      { prepare: () => redis.run('CONFIG', 'SET', 'requirepass', 'x') },
      /NOAUTH/,
    ],
  ])('on one that is %s', async (_, { options = [], prepare, signIn = '' }, sentence) => {
    redis = await OwnRedis.start(...options);
    await prepare?.();
    const env = await stores();
    const { exitCode, output } = await runServerToItsEnd({
      ...env,
      REDIS_URL: redis.url.replace('//', `//${signIn}`),
    });
    expect(exitCode).toBe(1);
    expect(output).toMatch(new RegExp(sentence.source.replaceAll('PREFIX', env.REDIS_PREFIX)));
    expect(output).not.toMatch(/^ +at /m);
  });

  test('what the sentence says to grant is enough', async () => {
    redis = await OwnRedis.start();
    await redis.run('ACL', 'SETUSER', 'ringline', 'on', '>secret');
    const env = { ...(await stores()), REDIS_URL: redis.url.replace('//', '//ringline:secret@') };
    const { output } = await runServerToItsEnd(env);
    const rules = /ACL SETUSER ringline (.+)\.$/m.exec(output)![1]!.split(' ');
    await redis.run('ACL', 'SETUSER', 'ringline', ...rules);
    const servers = [await startServer(env), await startServer(env)];
    const [ana, ben] = [await aUser('ana', servers[0]!.url), await aUser('ben', servers[1]!.url)];
    await ben.connect();
    await ana.connect();
    await ben.receives('presence:changed', ({ userId }) => userId === ana.id);
    await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
    await ben.receives('call:incoming');
    await Promise.all(servers.map((server) => server.stop()));
  });
});

describe('under two running servers', () => {
  let redis: OwnRedis;
  let servers: RunningServer[];
  let ana: Device;
  let ben: Device;

  beforeAll(async () => {
    redis = await OwnRedis.start();
    const env = { ...(await stores()), REDIS_URL: redis.url };
    servers = [
      await startServer(env, { errorsExpected: true }),
      await startServer(env, { errorsExpected: true }),
    ];
    ana = await aUser('ana', servers[0]!.url);
    ben = await aUser('ben', servers[1]!.url);
    await ana.connect();
    await ben.connect();
  });

  afterAll(async () => {
    await Promise.all(servers?.map((server) => server.stop()) ?? []);
    await redis?.kill();
  });

  const readiness = (status: number) =>
    Promise.all(
      servers.map(({ url }) =>
        eventually(
          () => supertest(url).get('/api/health/ready'),
          (answer) => answer.status === status,
        ),
      ),
    );

  const away = { code: 'service_unavailable', retryable: true };

  test.each<[string, string[], string[]]>([
    ['a replica', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
    ['full', ['CONFIG', 'SET', 'maxmemory', '1kb'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['closed to writes', ['ACL', 'SETUSER', 'default', '-@write'], ['ACL', 'SETUSER', 'default', '+@all']],
  ])('that becomes %s', async (_, breaks, mends) => {
    await redis.run(...(breaks as [string, ...string[]]));
    for (const { body } of await readiness(503))
      expect(body).toMatchObject({ status: 'unavailable', redis: 'down', database: 'ok' });
    for (const { url } of servers) {
      const eve = await aUser('eve', url);
      await expect(eve.connect()).rejects.toMatchObject({ ...away, closeCode: 4503 });
    }
    for (const [caller, callee] of [
      [ana, ben],
      [ben, ana],
    ] as const)
      await expect(
        caller.emit('call:ring', {
          calleeId: callee.id,
          media: 'audio',
        }),
      ).rejects.toMatchObject(away);
    for (const server of servers) expect(server.log()).toMatch(/redis answers and takes no writes/);

    await redis.run(...(mends as [string, ...string[]]));
    await readiness(200);
    for (const { url } of servers) await (await aUser('eve', url)).connect();
  });
});
