/** Instances die, networks break, stores fail: the list of participants is corrected, and all of them are notified. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { VoiceChannel } from '../../src/voice/voice.protocol.js';
import { query } from '../attacks/mint.js';
import { candidate } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { cuttableLink, type CuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { aRoom, join, type Joined } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { OwnRedis } from './redis.js';

const TIMES = { INSTANCE_LEASE_S: '3', CALL_RESUME_GRACE_S: '2' };

/** Each in the channel of one new room, at the instance given. */
async function channelOf(...urls: string[]): Promise<{ room: string; peers: Joined[] }> {
  const people: Device[] = [];
  for (const [i, url] of urls.entries()) people.push(await aUser(`p${i}`, url));
  const { slug: room } = await aRoom(people[0]!);
  const peers: Joined[] = [];
  for (const person of people) peers.push(await join(person, room));
  return { room, peers };
}

async function receivesEvent(
  who: Joined,
  event: 'voice:left' | 'voice:peer-lost' | 'voice:peer-back',
  of: Joined,
) {
  return eventually(
    () => who.device.received(event).filter(({ peerId }) => peerId === of.peerId),
    (updates) => updates.length > 0,
  );
}

describe('two instances', () => {
  let env: Record<string, string>;
  let servers: RunningServer[];

  beforeAll(async () => {
    env = { ...(await stores()), ...TIMES };
    servers = [await startServer(env), await startServer(env)];
  });

  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  test('one is killed: its participants are lost, then gone, for those at the other', async () => {
    const [a, b] = servers as [RunningServer, RunningServer];
    const { room, peers } = await channelOf(a.url, b.url, b.url, a.url);
    const [ana, ben, cleo, dan] = peers as [Joined, Joined, Joined, Joined];
    await a.kill();
    for (const survivor of [ben, cleo])
      for (const dead of [ana, dan]) {
        await receivesEvent(survivor, 'voice:peer-lost', dead);
        expect(await receivesEvent(survivor, 'voice:left', dead)).toEqual([
          { room, peerId: dead.peerId, reason: 'lost' },
        ]);
      }
    await ben.device.emit('signal', { groupId: ben.groupId, to: cleo.peerId, candidate: candidate(1) });
    await cleo.device.receives('signal');
    servers[0] = await startServer(env);
  });

  test('a device of the killed one comes back at the other in time, as the same peer', async () => {
    const [a, b] = servers as [RunningServer, RunningServer];
    const { room, peers } = await channelOf(b.url, a.url);
    const [ben, ana] = peers as [Joined, Joined];
    await a.kill();
    const again = ana.device.at(b.url);
    await again.connect();
    const back = await again.emit('voice:join', { room, peerId: ana.peerId, lastSeqs: [] });
    expect(back.peerId).toBe(ana.peerId);
    expect(back.unrecovered).toEqual([ben.peerId]);
    await receivesEvent(ben, 'voice:peer-back', ana);
    expect(ben.device.received('voice:left')).toEqual([]);
    servers[0] = await startServer(env);
  });

  test('one is asked to end: its participants come back at the other, and nobody has left', async () => {
    const [a, b] = servers as [RunningServer, RunningServer];
    const { room, peers } = await channelOf(b.url, a.url, a.url);
    const [ben, ana, cleo] = peers as [Joined, Joined, Joined];
    const stopped = a.stop();
    await ana.device.receives('session:ended');
    const again = ana.device.at(b.url);
    await again.connect();
    await again.emit('voice:join', { room, peerId: ana.peerId });
    await receivesEvent(ben, 'voice:peer-back', ana);
    // Cleo does not.
    expect(await receivesEvent(ben, 'voice:left', cleo)).toEqual([
      { room, peerId: cleo.peerId, reason: 'lost' },
    ]);
    expect(ben.device.received('voice:left')).toHaveLength(1);
    await expect(stopped).resolves.toBe(0);
    servers[0] = await startServer(env);
  });

  test('a change that was not announced, as by an instance that died right after it, is found', async () => {
    const [a, b] = servers as [RunningServer, RunningServer];
    const { room, peers } = await channelOf(a.url, b.url);
    const [ana, ben] = peers as [Joined, Joined];
    const sql = `UPDATE voice_participants SET left_at = now(), left_reason = 'kicked' WHERE peer_id = $1`;
    await query(env['DATABASE_URL']!, sql, [ana.peerId]);
    const left = [{ room, peerId: ana.peerId, reason: 'kicked' }];
    expect(await receivesEvent(ben, 'voice:left', ana)).toEqual(left);
    expect(await receivesEvent(ana, 'voice:left', ana)).toEqual(left);
    const late = ana.device.emit('signal', { groupId: ana.groupId, to: ben.peerId, candidate: candidate(1) });
    await expect(late).rejects.toMatchObject({ code: 'not_in_group' });
  });

  test('so is a role that was not announced', async () => {
    const [a, b] = servers as [RunningServer, RunningServer];
    const { room, peers } = await channelOf(a.url, b.url);
    const [ana, ben] = peers as [Joined, Joined];
    const sql = `INSERT INTO room_members (room_id, user_id, role) SELECT id, $1, 'blocked' FROM rooms WHERE slug = $2`;
    await query(env['DATABASE_URL']!, sql, [ben.device.id, room]);
    for (const one of [ana, ben])
      expect(await receivesEvent(one, 'voice:left', ben)).toEqual([
        { room, peerId: ben.peerId, reason: 'removed' },
      ]);
  });
});

describe('the network of one device', () => {
  let server: RunningServer;
  let link: CuttableLink;

  beforeAll(async () => {
    server = await startServer({ ...(await stores()), CALL_RESUME_GRACE_S: '3' });
    link = await cuttableLink(server.url);
  });

  afterEach(() => link.mend());
  afterAll(() => link.close());

  async function anaBehindTheLink() {
    const { room, peers } = await channelOf(server.url, new URL(link.url).origin);
    return { room, ben: peers[0]!, ana: peers[1]! };
  }

  test('is cut for less than the grace: it is back as the same peer', async () => {
    const { room, ben, ana } = await anaBehindTheLink();
    link.cut();
    await receivesEvent(ben, 'voice:peer-lost', ana);
    await ben.device.emit('signal', { groupId: ben.groupId, to: ana.peerId, candidate: candidate(1) });
    link.mend();
    await ana.device.connect();
    const back = await ana.device.emit('voice:join', { room, peerId: ana.peerId });
    expect(back.peerId).toBe(ana.peerId);
    expect(back.missed).toMatchObject([{ from: ben.peerId, candidate: candidate(1) }]);
    await receivesEvent(ben, 'voice:peer-back', ana);
    expect(ben.device.received('voice:left')).toEqual([]);
  });

  test('is cut for longer: it has left, and begins anew', async () => {
    const { room, ben, ana } = await anaBehindTheLink();
    link.cut();
    expect(await receivesEvent(ben, 'voice:left', ana)).toEqual([
      { room, peerId: ana.peerId, reason: 'lost' },
    ]);
    const late = ben.device.emit('signal', { groupId: ben.groupId, to: ana.peerId, candidate: candidate(1) });
    await expect(late).rejects.toMatchObject({ code: 'peer_gone' });
    link.mend();
    await ana.device.connect();
    const anew = await ana.device.emit('voice:join', { room, peerId: ana.peerId });
    expect(anew.peerId).not.toBe(ana.peerId);
    expect(anew).not.toHaveProperty('missed');
    await ben.device.receives('voice:joined', ({ peer }) => peer.peerId === anew.peerId);
  });
});

test('the database is away while somebody goes: they are gone when it is back', async () => {
  const env = await stores();
  const database = await cuttableLink(env.DATABASE_URL);
  const server = await startServer(
    { ...env, DATABASE_URL: database.url, CALL_RESUME_GRACE_S: '2' },
    { errorsExpected: true },
  );
  const { room, peers } = await channelOf(server.url, server.url);
  const [ana, ben] = peers as [Joined, Joined];
  database.cut();
  const refused = ana.device.emit('voice:state', { room, muted: true });
  await expect(refused).rejects.toMatchObject({ code: 'service_unavailable', retryable: true });
  ben.device.vanish();
  await eventually(
    () => fetch(`${server.url}/api/health/ready`),
    ({ status }) => status === 503,
  );
  database.mend();
  expect(await receivesEvent(ana, 'voice:left', ben)).toEqual([{ room, peerId: ben.peerId, reason: 'lost' }]);
  await ana.device.emit('voice:leave', { room });
  await server.stop();
  await database.close();
});

test('Redis is restarted while people go: those at the other instance are notified when it is back', async () => {
  const redis = await OwnRedis.start();
  const env = { ...(await stores()), REDIS_URL: redis.url, CALL_RESUME_GRACE_S: '2' };
  const servers = [
    await startServer(env, { errorsExpected: true }),
    await startServer(env, { errorsExpected: true }),
  ];
  const status = (wanted: number) =>
    Promise.all(
      servers.map((server) =>
        eventually(
          () => fetch(`${server.url}/api/health/ready`),
          (answer) => answer.status === wanted,
        ),
      ),
    );
  const [a, b] = servers.map(({ url }) => url) as [string, string];
  const { room, peers } = await channelOf(a, b, b, b);
  const [ana, ben, cleo, dan] = peers as [Joined, Joined, Joined, Joined];
  const eve = await aUser('eve', b);
  await eve.connect();
  await redis.kill();
  await status(503);
  // Nobody could signal to her; she does not take a seat either.
  const refused = eve.emit('voice:join', { room });
  await expect(refused).rejects.toMatchObject({ code: 'service_unavailable', retryable: true });
  await ben.device.emit('voice:leave', { room });
  cleo.device.vanish();
  expect(await receivesEvent(dan, 'voice:left', ben)).toEqual([{ room, peerId: ben.peerId, reason: 'left' }]);
  await redis.start();
  await status(200);
  expect(await receivesEvent(ana, 'voice:left', ben)).toEqual([{ room, peerId: ben.peerId, reason: 'left' }]);
  expect(await receivesEvent(ana, 'voice:left', cleo)).toEqual([
    { room, peerId: cleo.peerId, reason: 'lost' },
  ]);
  const { body } = await dan.device.rest.get(`/api/chat/rooms/${room}/voice`).expect(200);
  expect((body as VoiceChannel).peers.map(({ peerId }) => peerId)).toEqual([ana.peerId, dan.peerId]);
  // The remaining ones signal on.
  await eventually(
    () => ana.device.emit('signal', { groupId: ana.groupId, to: dan.peerId, candidate: candidate(1) }),
    () => true,
  );
  await dan.device.receives('signal');
  for (const server of servers) expect(server.log()).not.toMatch(/unhandled/i);
  await Promise.all(servers.map((server) => server.stop()));
  await redis.kill();
});
