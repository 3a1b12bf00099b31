/**
 * Redis restarts empty, Redis or PostgreSQL is cut off, while calls ring and run between two instances: failing operations say
 * so and can be tried again, no signal is lost or doubled, and afterwards every device has the right state.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SignalIn } from '../../src/signaling/signaling.protocol.js';
import { type ActiveCall, anActiveCall, candidate, OFFER, ring } from '../support/calls.js';
import { aUser, type Device, Refused } from '../support/client.js';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { OwnRedis } from './redis.js';

const RETRYABLE = { code: expect.stringMatching(/^(service_unavailable|peer_gone)$/), retryable: true };

let redis: OwnRedis;
let redisLink: CuttableLink;
let database: CuttableLink;
let servers: RunningServer[];

beforeAll(async () => {
  const own = await stores();
  redis = await OwnRedis.start();
  redisLink = await cuttableLink(redis.url);
  database = await cuttableLink(own.DATABASE_URL);
  const env = {
    ...own,
    REDIS_URL: redisLink.url,
    DATABASE_URL: database.url,
    INSTANCE_LEASE_S: '6',
    CALL_RESUME_GRACE_S: '20',
  };
  const start = () => startServer(env, { name: 'stores-away-in-a-call', errorsExpected: true });
  servers = [await start(), await start()];
});

afterAll(async () => {
  for (const server of servers ?? []) await server.stop();
  await redisLink?.close();
  await database?.close();
  await redis?.kill();
});

afterEach(() => {
  for (const server of servers) {
    expect(server.process.exitCode).toBeNull();
    expect(server.log()).not.toMatch(/unhandled/i);
  }
});

async function everyServer(status: number): Promise<void> {
  for (const { url } of servers)
    await eventually(
      () => fetch(`${url}/api/health/ready`),
      (answer) => answer.status === status,
    );
}

interface Outage {
  begin: () => void | Promise<void>;
  end: () => void | Promise<void>;
}

const outages: Record<string, Outage> = {
  'Redis restarts empty': { begin: () => redis.kill(), end: () => redis.start() },
  'Redis is cut off': { begin: () => redisLink.cut(), end: () => redisLink.mend() },
  'PostgreSQL is cut off': { begin: () => database.cut(), end: () => database.mend() },
};

/** Afterwards events reach every instance again: each has several connections to Redis, which come back one by one. */
async function during(outage: Outage, meanwhile: () => Promise<unknown>): Promise<void> {
  const subscriptions = await redis.subscriptions();
  expect(subscriptions).toBeGreaterThan(0);
  await outage.begin();
  await everyServer(503);
  try {
    await meanwhile();
  } finally {
    await outage.end();
    await everyServer(200);
    await eventually(
      () => redis.subscriptions(),
      (count) => count === subscriptions,
    );
  }
}

const numbered = (device: Device) => ({ auth: { token: device.accessToken, signalSeq: true } });
/** As a client does: a signal that was handed over and came by itself, too, is recognised by its number. */
const heardOnce = (signals: SignalIn[]) => [
  ...new Map(signals.map((signal) => [signal.seq ?? signal, signal])).values(),
];
const numbers = (signals: SignalIn[]) =>
  signals.map(({ candidate: one }) => Number(one?.candidate.split(/[: ]/)[1]));

async function anaAndBen(): Promise<{ ana: Device; ben: Device }> {
  const [ana, ben] = [await aUser('ana', servers[0]!.url), await aUser('ben', servers[1]!.url)];
  await ana.connect(numbered(ana));
  await ben.connect(numbered(ben));
  for (const device of [ana, ben]) await device.receives('call:state');
  return { ana, ben };
}

/** Done, or refused in a way that says: try again. */
async function triedInVain(attempt: Promise<unknown>): Promise<boolean> {
  try {
    await attempt;
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject(RETRYABLE);
    return true;
  }
}

/** A client's reaction to a temporary refusal. */
async function untilDone<T>(attempt: () => Promise<T>): Promise<T> {
  const done = await eventually(
    () =>
      attempt().then(
        (value) => ({ value }),
        (error: unknown) => {
          expect(error).toMatchObject(RETRYABLE);
          return undefined;
        },
      ),
    (answer) => answer !== undefined,
  );
  return done!.value;
}

async function nothingGoesOn(...people: Device[]): Promise<void> {
  for (const person of people) {
    const another = person.at(person.url);
    await another.connect();
    await expect(another.receives('call:state')).resolves.toEqual({ calls: [] });
    another.disconnect();
    for (const status of ['created', 'active'])
      expect((await person.rest.get(`/api/calls?status=${status}`).expect(200)).body).toMatchObject({
        items: [],
      });
  }
}

async function signalsFlow({ ana, ben, call, anaPeer, benPeer }: ActiveCall): Promise<void> {
  await untilDone(() => ana.emit('signal', { groupId: call.id, to: benPeer, candidate: candidate(8) }));
  await ben.receives('signal', (signal) => numbers([signal])[0] === 8);
  await untilDone(() => ben.emit('signal', { groupId: call.id, to: anaPeer, candidate: candidate(9) }));
  await ana.receives('signal', (signal) => numbers([signal])[0] === 9);
}

describe.each(Object.entries(outages))('while %s', (name, outage) => {
  const isRedis = name.startsWith('Redis');

  test('a call that rings can be answered afterwards, with all that was signalled before', async () => {
    const { ana, ben } = await anaAndBen();
    const { call, peerId } = await ring(ana, ben);
    const groupId = call.id;
    await ana.emit('signal', { groupId, description: OFFER });
    await ana.emit('signal', { groupId, candidate: candidate(1) });

    await during(outage, async () => {
      await triedInVain(ben.emit('call:alerting', { callId: groupId }));
      await triedInVain(ben.emit('call:accept', { callId: groupId }));
    });

    await untilDone(() => ana.emit('signal', { groupId, candidate: candidate(2) }));
    const ack = await untilDone(() => ben.emit('call:accept', { callId: groupId }));
    expect(ack.remotePeerId).toBe(peerId);
    expect(ack.pending.map((signal) => signal.description ?? signal.candidate)).toEqual([
      OFFER,
      candidate(1),
      candidate(2),
    ]);
    await expect(ana.receives('call:accepted')).resolves.toMatchObject({ remotePeerId: ack.peerId });
    await signalsFlow({ ana, ben, call, anaPeer: peerId, benPeer: ack.peerId, answered: ack });
    await ana.emit('call:hangup', { callId: groupId });
    await ben.receives('call:ended');
    await nothingGoesOn(ana, ben);
  });

  test('ringing somebody is refused and rings nobody twice', async () => {
    const { ana, ben } = await anaAndBen();
    const rings = () => ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
    await during(outage, async () => {
      expect(await triedInVain(rings())).toBe(true);
    });
    const { call } = await untilDone(rings);
    await ben.receives('call:incoming', (incoming) => incoming.call.id === call.id);
    const another = ben.at(ben.url);
    await another.connect();
    await expect(another.receives('call:state')).resolves.toMatchObject({ calls: [{ id: call.id }] });
    await ana.emit('call:hangup', { callId: call.id });
    await ben.receives('call:ended');
    await nothingGoesOn(ana, ben);
  });

  test('signals of a running call are neither lost nor doubled', async () => {
    const talk = await anActiveCall(await anaAndBen());
    const { ana, ben, call, anaPeer, benPeer } = talk;
    const send = (number: number) =>
      ana.emit('signal', { groupId: call.id, to: benPeer, candidate: candidate(number) });
    for (const number of [1, 2, 3]) await send(number);
    const { seq } = await ben.receives('signal', (signal) => numbers([signal])[0] === 3);

    const inVain: number[] = [];
    await during(outage, async () => {
      for (const number of [4, 5]) if (await triedInVain(send(number))) inVain.push(number);
    });
    // Events that could not be sent between instances are sent again.
    if (isRedis) await ben.receives('call:state');
    for (const number of inVain) await untilDone(() => send(number));

    // As a client does after `call:state`: it catches up, and drops duplicates.
    const lastSeq = ben.received('signal').at(-1)!.seq ?? seq;
    const live = ben.received('signal').length;
    const resumed = await untilDone(() => ben.emit('call:resume', { callId: call.id, lastSeq }));
    expect(resumed.recovered).toBe(true);
    const between = ben.received('signal').slice(live);
    const heard = [...ben.received('signal').slice(0, live), ...resumed.missed, ...between];
    expect(numbers(heardOnce(heard))).toEqual([1, 2, 3, 4, 5]);
    expect(resumed).toMatchObject({ peerId: benPeer, remotePeerId: anaPeer });

    await signalsFlow(talk);
    await ben.emit('call:hangup', { callId: call.id });
    await ana.receives('call:ended');
    await nothingGoesOn(ana, ben);
  });

  test('a device that hangs up is heard, at the latest when it is back', async () => {
    const { ana, ben, call } = await anActiveCall(await anaAndBen());
    const hangup = () => ana.emit('call:hangup', { callId: call.id });
    const toldBefore = ben.received('call:state').length;
    let inVain = false;
    await during(outage, async () => {
      inVain = await triedInVain(hangup());
      expect(inVain).toBe(!isRedis);
    });
    if (inVain) await untilDone(hangup);
    // By the event itself, or by a later `call:state`.
    await eventually(
      () =>
        ben.received('call:ended').some((update) => update.call.id === call.id) ||
        ben
          .received('call:state')
          .slice(toldBefore)
          .some(({ calls }) => calls.length === 0),
      (knows) => knows,
    );
    await nothingGoesOn(ana, ben);
  });

  test('a device that is lost meanwhile comes back and goes on', async () => {
    const talk = await anActiveCall(await anaAndBen());
    const { ana, ben, call, anaPeer, benPeer } = talk;
    await during(outage, async () => {
      ana.vanish();
      await ana.disconnected();
    });
    const sent = untilDone(() =>
      ben.emit('signal', { groupId: call.id, to: anaPeer, candidate: candidate(1) }),
    );
    const back = ana.at(servers[1]!.url);
    await eventually(
      () => back.connect(numbered(back)).then(() => true),
      (connected) => connected,
    );
    const resumed = await untilDone(() => back.emit('call:resume', { callId: call.id, lastSeq: 0 }));
    expect(resumed).toMatchObject({ peerId: anaPeer, remotePeerId: benPeer, recovered: true });
    await sent;
    // Kept for her, or, where Redis has lost that she may come back, sent once she was there.
    const heard = () => numbers(heardOnce([...resumed.missed, ...back.received('signal')]));
    await eventually(heard, (all) => all.length > 0);
    expect(heard()).toEqual([1]);
    await ben.receives('call:peer-back');
    await signalsFlow({ ...talk, ana: back });
    await back.emit('call:hangup', { callId: call.id });
    await ben.receives('call:ended');
    await nothingGoesOn(back, ben);
  });
});
