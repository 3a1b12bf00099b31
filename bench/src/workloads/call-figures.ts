/**
 * Measures a call's signalling: its duration on one and on two instances, beside few and many running calls, and lost signals.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { textFrame } from '../load/frames.js';
import type { SocketIoClient } from '../load/socketio.js';
import { Samples } from '../load/statistics.js';
import { RinglineLine, startCall } from '../targets/ringline-calls.js';
import type { RinglineTarget } from '../targets/ringline.js';
import { signalBodies } from '../load/signals.js';
import type { Context, Metrics } from './workload.js';

const WARM_UP_CALLS = 10;
const MISSED_SIGNALS = 10;
/** After the last candidate: signals that have not arrived by then count as lost. */
const SETTLE_MS = 2_000;
const OPEN_WIDTH = 8;
const CANDIDATE = signalBodies('candidate')[0] as { candidate: object };

export interface Situation {
  instances: 1 | 2;
  running: number;
}

export type CallFigures = (Situation & { metrics: Metrics })[];

/** Two people in a call; on two instances the caller is on the first, the callee on the second. */
interface RunningCall {
  callId: string;
  calleeAccount: number;
  caller: SocketIoClient;
  callee: SocketIoClient;
  calleePeerId: string;
}

interface Signalled {
  from: string;
  seq?: number;
  candidate: { usernameFragment: string };
}

export async function callFigures({ ringline, settings }: Context): Promise<CallFigures> {
  if (!ringline) return [];
  const figures: CallFigures = [];
  for (const instances of [1, 2] as const)
    for (const running of settings.figures.running)
      figures.push({
        instances,
        running,
        metrics: await measure(ringline, { instances, running }, settings.figures),
      });
  return figures;
}

type Size = Context['settings']['figures'];

async function measure(
  ringline: RinglineTarget,
  { instances, running }: Situation,
  size: Size,
): Promise<Metrics> {
  await ringline.start();
  try {
    if (instances === 2) await ringline.startBeside();
    await ringline.prepare(2 * running + 2);
    const calls = await openCalls(ringline, running);
    const setUp = await setUpCalls(ringline, 2 * running, size.setUps);
    const relayed = await relayCandidates(calls, size);
    const resumed = await resumeCalls(ringline, calls.slice(0, size.resumes));
    for (const { caller, callee } of calls) {
      caller.close();
      callee.close();
    }
    return { ...setUp, ...relayed, ...resumed };
  } finally {
    await ringline.stop();
  }
}

async function openCalls(ringline: RinglineTarget, count: number): Promise<RunningCall[]> {
  const calls: RunningCall[] = [];
  for (let first = 0; first < count; first += OPEN_WIDTH) {
    const lines = Array.from(
      { length: Math.min(OPEN_WIDTH, count - first) },
      (_, index) => 2 * (first + index),
    );
    calls.push(
      ...(await Promise.all(
        lines.map(async (callerAccount) => {
          const calleeAccount = callerAccount + 1;
          const caller = await ringline.connectNumbered(callerAccount, false);
          const callee = await ringline.connectNumbered(calleeAccount, true);
          const { callId, remotePeerId } = await startCall(
            caller,
            callee,
            ringline.accounts[calleeAccount]!.id,
          );
          return { callId, calleeAccount, caller, callee, calleePeerId: remotePeerId };
        }),
      )),
    );
  }
  return calls;
}

/** Ring, incoming, accept, the callee's other device stops: one call at a time. The other device is on the first instance. */
async function setUpCalls(ringline: RinglineTarget, account: number, count: number): Promise<Metrics> {
  const caller = await ringline.connectNumbered(account, false);
  const callee = await ringline.connectNumbered(account + 1, true);
  const otherDevice = await ringline.connectNumbered(account + 1, false);
  const line = new RinglineLine(caller, callee, otherDevice, ringline.accounts[account + 1]!.id);
  const incoming = new Samples();
  const othersStop = new Samples();
  for (let call = -WARM_UP_CALLS; call < count; call++) {
    const { incomingMs, othersStopMs } = await line.setUp();
    await line.hangUp();
    if (call < 0) continue;
    incoming.add(incomingMs);
    othersStop.add(othersStopMs!);
  }
  await line.close();
  return { ...named('incoming', incoming), ...named('othersStop', othersStop) };
}

/** Candidates at a steady rate over all calls, each acknowledged to its sender. */
async function relayCandidates(calls: RunningCall[], size: Size): Promise<Metrics> {
  const latency = new Samples();
  const sentAt: number[] = [];
  const arrivals: number[] = [];
  for (const { callee } of calls)
    callee.on('signal', (payload) => {
      const index = Number((payload as Signalled).candidate.usernameFragment);
      arrivals[index] = (arrivals[index] ?? 0) + 1;
      latency.add(performance.now() - sentAt[index]!);
    });
  const total = Math.round((size.perSecond * size.relayMs) / 1000);
  const startedAt = performance.now();
  while (sentAt.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * size.perSecond));
    while (sentAt.length < due) {
      const { caller, callId, calleePeerId } = calls[sentAt.length % calls.length]!;
      const frame = candidateFrame(callId, calleePeerId, sentAt.length);
      sentAt.push(performance.now());
      caller.write(frame);
    }
    await delay(1);
  }
  await delay(SETTLE_MS);
  const arrived = arrivals.filter((count) => count > 0).length;
  return {
    ...named('relay', latency),
    relayed: total,
    relayLost: total - arrived,
    relayDoubled: latency.size - arrived,
  };
}

/** The callee's socket drops, the caller signals on, the callee comes back and receives the missed signals. */
async function resumeCalls(ringline: RinglineTarget, calls: RunningCall[]): Promise<Metrics> {
  const replay = new Samples();
  const back = new Samples();
  let lost = 0;
  let doubled = 0;
  for (const call of calls) {
    const { caller, callId, calleePeerId } = call;
    let lastSeq = 0;
    const first = call.callee.next<Signalled>('signal');
    await caller.call('signal', candidatePayload(callId, calleePeerId, 0));
    lastSeq = (await first).seq!;
    const away = caller.next('call:peer-lost');
    call.callee.close();
    await away;
    for (let index = 1; index <= MISSED_SIGNALS; index++)
      await caller.call('signal', candidatePayload(callId, calleePeerId, index));
    const cameAt = performance.now();
    call.callee = await ringline.connectNumbered(call.calleeAccount, true);
    const askedAt = performance.now();
    const { missed } = await call.callee.call<{ missed: Signalled[] }>('call:resume', { callId, lastSeq });
    const handedAt = performance.now();
    replay.add(handedAt - askedAt);
    back.add(handedAt - cameAt);
    const got = new Set(missed.map((signal) => signal.candidate.usernameFragment));
    lost += MISSED_SIGNALS - got.size;
    doubled += missed.length - got.size;
  }
  return {
    ...named('replay', replay),
    ...named('back', back),
    replayed: calls.length * MISSED_SIGNALS,
    replayLost: lost,
    replayDoubled: doubled,
  };
}

function candidatePayload(groupId: string, to: string, index: number): object {
  return { groupId, to, candidate: { ...CANDIDATE.candidate, usernameFragment: String(index) } };
}

/** As socket.io writes it, asking for an ack. */
function candidateFrame(groupId: string, to: string, index: number): Buffer {
  return textFrame(`42${index}${JSON.stringify(['signal', candidatePayload(groupId, to, index)])}`);
}

function named(name: string, samples: Samples): Metrics {
  const { p50, p99 } = samples.latency();
  return { [`${name}P50`]: p50, [`${name}P99`]: p99 };
}
