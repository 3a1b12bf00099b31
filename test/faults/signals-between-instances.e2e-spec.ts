/**
 * Redis is out of reach for one of two instances, in one way or another, while devices of both signal to each other. Each
 * acknowledged signal arrives exactly once and in order, or its receiver is notified that some are missing.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SignalIn } from '../../src/signaling/signaling.protocol.js';
import { anActiveCall, candidate } from '../support/calls.js';
import { aUser, type Device, Refused } from '../support/client.js';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { aRoom } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let links: CuttableLink[];
let servers: RunningServer[];

beforeAll(async () => {
  const env = await stores();
  links = [await cuttableLink(env.REDIS_URL), await cuttableLink(env.REDIS_URL)];
  servers = await Promise.all(
    links.map(({ url }) =>
      startServer(
        { ...env, REDIS_URL: url, CALL_RESUME_GRACE_S: '60' },
        { name: 'signals-between', errorsExpected: true },
      ),
    ),
  );
});

afterEach(() => links.forEach((link) => link.mend()));
afterAll(async () => {
  links?.forEach((link) => link.mend());
  for (const server of servers ?? []) await server.stop();
  for (const link of links ?? []) await link.close();
});

interface Pair {
  ana: Device;
  ben: Device;
  groupId: string;
  anaPeer: string;
  benPeer: string;
}

async function anaAndBen(): Promise<Device[]> {
  const people = [await aUser('ana', servers[0]!.url), await aUser('ben', servers[1]!.url)];
  for (const device of people) {
    await device.connect({ auth: { token: device.accessToken, signalSeq: true } });
    await device.receives('call:state');
  }
  return people;
}

async function inACall(): Promise<Pair> {
  const [ana, ben] = await anaAndBen();
  const { call, anaPeer, benPeer } = await anActiveCall({ ana: ana!, ben: ben! });
  return { ana: ana!, ben: ben!, groupId: call.id, anaPeer, benPeer };
}

async function inAVoiceChannel(): Promise<Pair> {
  const [ana, ben] = await anaAndBen();
  const { slug } = await aRoom(ana!);
  const first = await ana!.emit('voice:join', { room: slug });
  const second = await ben!.emit('voice:join', { room: slug });
  return {
    ana: ana!,
    ben: ben!,
    groupId: first.groupId,
    anaPeer: first.peerId,
    benPeer: second.peerId,
  };
}

const numbers = (signals: SignalIn[]) =>
  signals.map(({ candidate: one }) => Number(one?.candidate.split(/[: ]/)[1]));
const heardBy = (device: Device) => numbers(device.received('signal'));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** @returns which were acknowledged; the others were refused in a way that says: try again */
async function send({ ana, groupId, benPeer }: Pair, from: number, to: number): Promise<number[]> {
  const done: number[] = [];
  for (const number of range(from, to))
    await ana.emit('signal', { groupId, to: benPeer, candidate: candidate(number) }).then(
      () => done.push(number),
      (error: unknown) => {
        expect(error).toBeInstanceOf(Refused);
        expect(error).toMatchObject({ code: 'service_unavailable', retryable: true });
      },
    );
  return done;
}

/** As a client does with a refusal that says so. */
async function sendUntilDone(pair: Pair, number: number): Promise<void> {
  await eventually(
    () => send(pair, number, number),
    (done) => done.length > 0,
  );
}

const ways: Record<string, (link: CuttableLink) => void> = {
  'is cut off': (link) => link.cut(),
  'is frozen': (link) => link.freeze(),
  'is slow': (link) => link.delay(300),
  'loses what is sent': (link) => link.swallow('requests'),
  'loses what is answered': (link) => link.swallow('answers'),
};
const cases = Object.entries(ways).flatMap(([name, way]) =>
  ([0, 1] as const).map((at) => ({ name: `${name} for the ${at === 0 ? 'sender' : 'receiver'}`, way, at })),
);

describe.each([
  ['a call', inACall],
  ['a voice channel', inAVoiceChannel],
])('in %s', (_name, begin) => {
  test.each(cases)('Redis $name: what was acknowledged arrives once and in order', async ({ way, at }) => {
    const pair = await begin();
    await send(pair, 1, 3);
    await eventually(
      () => heardBy(pair.ben).length,
      (count) => count === 3,
    );
    way(links[at]!);
    const done = await send(pair, 4, 8);
    links[at]!.mend();
    await sendUntilDone(pair, 9);
    const expected = [1, 2, 3, ...done, 9];
    await eventually(
      () => heardBy(pair.ben),
      (heard) => heard.length >= expected.length,
    );
    expect(heardBy(pair.ben)).toEqual(expected);
    expect(pair.ben.received('session:ended')).toEqual([]);
  });

  test('the last ones before an outage arrive, too, with nothing behind them', async () => {
    const pair = await begin();
    await send(pair, 1, 1);
    links[1]!.cut();
    const done = await send(pair, 2, 4);
    links[1]!.mend();
    await eventually(
      () => heardBy(pair.ben),
      (heard) => heard.length >= 1 + done.length,
    );
    expect(heardBy(pair.ben)).toEqual([1, ...done]);
  });
});

test('a device that misses more than is kept is sent back, and is notified when it resumes', async () => {
  const pair = await inACall();
  const { ben, groupId } = pair;
  await send(pair, 1, 1);
  const { seq: lastSeq } = await ben.receives('signal');
  links[1]!.cut();
  const done = await send(pair, 2, 60);
  links[1]!.mend();
  expect(done.length).toBeGreaterThan(32);
  await expect(ben.receives('session:ended')).resolves.toMatchObject({ reconnect: true, closeCode: 4503 });
  expect(heardBy(ben)).toEqual([1]);
  await eventually(
    () => ben.connect({ auth: { token: ben.accessToken, signalSeq: true } }).then(() => true),
    (connected) => connected,
  );
  const resumed = await ben.emit('call:resume', { callId: groupId, lastSeq });
  expect(resumed.recovered).toBe(false);
  await sendUntilDone(pair, 61);
  await ben.receives('signal', (signal) => numbers([signal])[0] === 61);
});

test('what cannot reach the other instance is refused, and is neither lost nor doubled when it is sent again', async () => {
  const pair = await inACall();
  await send(pair, 1, 1);
  links[0]!.cut();
  let acknowledged = 0;
  await eventually(
    () => send(pair, 2, 2),
    ({ length }) => {
      acknowledged += length;
      return length === 0;
    },
  );
  links[0]!.mend();
  await sendUntilDone(pair, 3);
  await pair.ben.receives('signal', (signal) => numbers([signal])[0] === 3);
  // Some of the second may have been acknowledged before the outage was noticed.
  const heard = heardBy(pair.ben);
  expect(heard.filter((number) => number !== 2)).toEqual([1, 3]);
  expect(heard.filter((number) => number === 2)).toHaveLength(acknowledged);
});
