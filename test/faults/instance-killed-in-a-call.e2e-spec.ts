/**
 * kill -9 of one of two instances, while calls of every stage have a side on it: the peers are notified, devices that come back
 * at the other instance get every signal once and in order, and no call rings or runs for ever.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Call, CallDetail } from '../../src/calls/calls.protocol.js';
import type { SignalIn } from '../../src/signaling/signaling.protocol.js';
import { ANSWER, candidate, OFFER, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

const GRACE_S = 3;
const RING_TIMEOUT_S = 20;

type Stage = 'ringing' | 'alerting' | 'answered' | 'active';
const STAGES: Stage[] = ['ringing', 'alerting', 'answered', 'active'];

/** A call with one side on the instance that is killed. */
interface Talk {
  stage: Stage;
  /** The caller. */
  caller: Device;
  callee: Device;
  /** The side whose instance is killed, and the other. */
  lost: Device;
  left: Device;
  call: Call;
  lostPeer?: string;
  leftPeer?: string;
  /** The number of the last signal that the lost side has seen. */
  lastSeq?: number;
}

let killed: RunningServer;
let survivor: RunningServer;
let env: Record<string, string>;
const talks = new Map<string, Talk>();

const isAnswered = (stage: Stage) => stage === 'answered' || stage === 'active';
const numbered = (device: Device) => ({ auth: { token: device.accessToken, signalSeq: true } });
const numbers = (signals: SignalIn[]) =>
  signals.map(({ candidate: one }) => Number(one?.candidate.split(/[: ]/)[1]));

async function send(from: Device, callId: string, to: string, ...candidates: number[]): Promise<void> {
  for (const number of candidates)
    await from.emit('signal', { groupId: callId, to, candidate: candidate(number) });
}

async function aTalk(stage: Stage, killedSide: 'caller' | 'callee'): Promise<Talk> {
  const [caller, callee] = [
    await aUser('ana', killedSide === 'caller' ? killed.url : survivor.url),
    await aUser('ben', killedSide === 'callee' ? killed.url : survivor.url),
  ];
  await caller.connect(numbered(caller));
  await callee.connect(numbered(callee));
  const { call, peerId: callerPeer } = await ring(caller, callee);
  const callId = call.id;
  await caller.emit('signal', { groupId: callId, description: OFFER });
  await caller.emit('signal', { groupId: callId, candidate: candidate(1) });
  const [lost, left] = killedSide === 'caller' ? [caller, callee] : [callee, caller];
  const talk: Talk = { stage, caller, callee, lost, left, call };
  if (stage !== 'ringing') {
    await callee.emit('call:alerting', { callId });
    await caller.receives('call:ringing');
  }
  if (!isAnswered(stage)) return { ...talk, ...(lost === caller && { lostPeer: callerPeer }) };

  const { peerId: calleePeer, pending } = await callee.emit('call:accept', { callId });
  expect(pending).toHaveLength(2);
  await caller.receives('call:accepted');
  await callee.emit('signal', { groupId: callId, to: callerPeer, description: ANSWER });
  const [lostPeer, leftPeer] = lost === caller ? [callerPeer, calleePeer] : [calleePeer, callerPeer];
  await send(lost, callId, leftPeer, 1, 2, 3);
  await left.receives('signal', (signal) => numbers([signal])[0] === 3);
  await send(left, callId, lostPeer, 1, 2, 3);
  const { seq } = await lost.receives('signal', (signal) => numbers([signal])[0] === 3);
  if (stage === 'active') for (const side of [caller, callee]) await side.emit('call:connected', { callId });
  return { ...talk, lostPeer, leftPeer, lastSeq: seq! };
}

async function isOver(talk: Talk, endReason: string): Promise<void> {
  const { call, left } = talk;
  await eventually(
    () => left.received('call:ended').length,
    (endings) => endings > 0,
  );
  const back = talk.lost.at(survivor.url);
  const record = (await back.rest.get(`/api/calls/${call.id}`).expect(200)).body as CallDetail;
  expect(record).toMatchObject({ status: 'ended', endReason });
  expect(left.received('call:ended')).toEqual([
    { call: expect.objectContaining({ id: call.id, endReason }) },
  ]);
  await back.connect();
  await expect(back.receives('call:state')).resolves.toEqual({ calls: [] });
  await expect(back.emit('call:resume', { callId: call.id, lastSeq: 0 })).rejects.toMatchObject({
    code: 'call_ended',
  });
  back.disconnect();
}

/** The returning device gets the signals since `lastSeq`; then signals flow both ways and the call can be ended. */
async function goesOn(talk: Talk, back: Device, missedNumbers: number[]): Promise<void> {
  const { call, left, lostPeer, leftPeer, lastSeq } = talk;
  const resumed = await back.emit('call:resume', { callId: call.id, lastSeq });
  expect(resumed).toMatchObject({ peerId: lostPeer, remotePeerId: leftPeer, recovered: true });
  expect(numbers(resumed.missed)).toEqual(missedNumbers);
  await expect(left.receives('call:peer-back')).resolves.toEqual({ callId: call.id });

  await send(back, call.id, leftPeer!, 21, 22);
  await send(left, call.id, lostPeer!, 23, 24);
  await back.receives('signal', (signal) => numbers([signal])[0] === 24);
  await left.receives('signal', (signal) => numbers([signal])[0] === 22);
  expect(numbers(back.received('signal'))).toEqual([23, 24]);
  const heard = left.received('signal').filter((signal) => signal.candidate);
  expect(numbers(heard)).toEqual([1, 2, 3, 21, 22]);
  const seqs = heard.map(({ seq }) => seq!);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  await ends(talk, back);
}

async function ends({ call, left }: Talk, back: Device): Promise<void> {
  await back.emit('call:hangup', { callId: call.id });
  for (const side of [left, back])
    await expect(side.receives('call:ended')).resolves.toMatchObject({
      call: { id: call.id, endedBy: back.id },
    });
}

const all = STAGES.flatMap((stage) =>
  (['caller', 'callee'] as const).flatMap((side) =>
    (['comes back at once', 'comes back in time', 'stays away'] as const).map((then) => ({
      stage,
      side,
      then,
    })),
  ),
);
const name = ({ stage, side, then }: (typeof all)[number]) => `${stage}, ${side}, ${then}`;
const talkOf = (stage: Stage, side: 'caller' | 'callee', then: string) =>
  talks.get(`${stage}, ${side}, ${then}`)!;

beforeAll(async () => {
  env = {
    ...(await stores()),
    INSTANCE_LEASE_S: '3',
    CALL_RESUME_GRACE_S: String(GRACE_S),
    CALL_RING_TIMEOUT_S: String(RING_TIMEOUT_S),
  };
  survivor = await startServer(env, { name: 'survivor' });
  killed = await startServer(env, { name: 'killed' });
  // Those that ring come last: their time runs.
  const [ringing, others] = [
    all.filter(({ stage }) => !isAnswered(stage)),
    all.filter(({ stage }) => isAnswered(stage)),
  ];
  for (const some of [others, ringing])
    await Promise.all(some.map(async (one) => talks.set(name(one), await aTalk(one.stage, one.side))));
  await killed.kill();
});

// All devices come back at once; the deadlines of the others run meanwhile.
test('a device that comes back in time resumes', async () => {
  await Promise.all([
    ...(['answered', 'active'] as const).flatMap((stage) =>
      (['caller', 'callee'] as const).flatMap((side) => [
        comesBackAtOnce(talkOf(stage, side, 'comes back at once')),
        comesBackInTime(talkOf(stage, side, 'comes back in time')),
      ]),
    ),
    ...(['ringing', 'alerting'] as const).flatMap((stage) => [
      callerComesBack(talkOf(stage, 'caller', 'comes back at once'), false),
      callerComesBack(talkOf(stage, 'caller', 'comes back in time'), true),
      calleeComesBack(talkOf(stage, 'callee', 'comes back at once')),
    ]),
  ]);
});

async function comesBackAtOnce(talk: Talk): Promise<void> {
  await send(talk.left, talk.call.id, talk.lostPeer!, 4, 5);
  const back = talk.lost.at(survivor.url);
  await back.connect(numbered(back));
  await goesOn(talk, back, [4, 5]);
}

async function comesBackInTime(talk: Talk): Promise<void> {
  const { call, left, lostPeer } = talk;
  await send(left, call.id, lostPeer!, 4, 5);
  await expect(left.receives('call:peer-lost')).resolves.toMatchObject({
    callId: call.id,
    graceMs: GRACE_S * 1000,
  });
  await send(left, call.id, lostPeer!, 6, 7);
  const back = talk.lost.at(survivor.url);
  await back.connect(numbered(back));
  await goesOn(talk, back, [4, 5, 6, 7]);
}

async function callerComesBack(talk: Talk, afterNotice: boolean): Promise<void> {
  const { call, lost, left } = talk;
  const callId = call.id;
  if (afterNotice) await left.receives('call:peer-lost');
  const back = lost.at(survivor.url);
  await back.connect(numbered(back));
  const resumed = await back.emit('call:resume', { callId, lastSeq: 0 });
  expect(resumed).toMatchObject({ peerId: talk.lostPeer, missed: [], recovered: true });
  expect(resumed).not.toHaveProperty('remotePeerId');
  await left.receives('call:peer-back');
  await back.emit('signal', { groupId: callId, candidate: candidate(2) });
  const { pending, peerId } = await left.emit('call:accept', { callId });
  expect(pending.map((signal) => signal.description ?? signal.candidate)).toEqual([
    OFFER,
    candidate(1),
    candidate(2),
  ]);
  await expect(back.receives('call:accepted')).resolves.toEqual({ callId, remotePeerId: peerId });
  await ends(talk, back);
}

async function calleeComesBack(talk: Talk): Promise<void> {
  const { call, lost, left } = talk;
  const callId = call.id;
  const back = lost.at(survivor.url);
  await back.connect(numbered(back));
  const { calls } = await back.receives('call:state');
  expect(calls).toMatchObject([{ id: callId, status: 'created', peer: { id: left.id } }]);
  const { pending, peerId } = await back.emit('call:accept', { callId });
  expect(pending.map((signal) => signal.description ?? signal.candidate)).toEqual([OFFER, candidate(1)]);
  await expect(left.receives('call:accepted')).resolves.toEqual({ callId, remotePeerId: peerId });
  await ends(talk, back);
}

describe('a device that stays away', () => {
  test.each(STAGES.filter(isAnswered))('%s: the call ends as lost, whichever side it is', async (stage) => {
    for (const side of ['caller', 'callee'] as const) {
      const talk = talkOf(stage, side, 'stays away');
      await expect(talk.left.receives('call:peer-lost')).resolves.toMatchObject({ callId: talk.call.id });
      await isOver(talk, 'lost');
    }
  });

  test.each(['ringing', 'alerting'] as const)('%s: without its caller it ends as lost', async (stage) => {
    const talk = talkOf(stage, 'caller', 'stays away');
    await talk.left.receives('call:peer-lost');
    await isOver(talk, 'lost');
  });

  test.each(['ringing', 'alerting'] as const)('%s: without its callee it is missed', async (stage) => {
    const talk = talkOf(stage, 'callee', 'stays away');
    await isOver(talk, 'missed');
  });
});

test('in the end nothing rings and nothing runs', async () => {
  for (const { caller, callee } of talks.values())
    for (const person of [caller, callee])
      for (const status of ['created', 'active']) {
        const { body } = await person.at(survivor.url).rest.get(`/api/calls?status=${status}`).expect(200);
        expect(body).toMatchObject({ items: [] });
      }
});
