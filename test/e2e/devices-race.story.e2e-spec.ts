/**
 * Property: whatever a user's devices and their caller do in the same moment, on however many instances, at most one device
 * wins, every other one is notified once why it stops ringing, and nothing goes on ringing.
 */
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AcceptAck, Call, CallDetail } from '../../src/calls/calls.protocol.js';
import { aUser, Device, Refused } from '../support/client.js';
import { eventually } from '../support/eventually.js';

const ROUNDS = 60;
const MOST_DEVICES = 8;

type Act = (device: Device, callId: string) => Promise<unknown>;

/** The act of a device; `stays`: it is connected all the time, so it must receive everything exactly once. */
const ACTS = {
  'looks on': { stays: true, act: () => Promise.resolve() },
  rings: { stays: true, act: (device, callId) => device.emit('call:alerting', { callId }) },
  accepts: { stays: true, act: (device, callId) => device.emit('call:accept', { callId }) },
  'rings and accepts': {
    stays: true,
    act: async (device, callId) => {
      const alerting = device.emit('call:alerting', { callId });
      const accepting = device.emit('call:accept', { callId });
      await Promise.allSettled([alerting]);
      return accepting;
    },
  },
  declines: { stays: true, act: (device, callId) => device.emit('call:decline', { callId }) },
  'is busy': {
    stays: true,
    act: (device, callId) => device.emit('call:decline', { callId, reason: 'busy' }),
  },
  drops: { stays: false, act: vanish },
  reconnects: {
    stays: false,
    act: async (device) => {
      await vanish(device);
      await device.connect();
    },
  },
  'accepts and drops': {
    stays: false,
    act: (device, callId) => {
      device.socket.emit('call:accept', { callId });
      return vanish(device);
    },
  },
} satisfies Record<string, { stays: boolean; act: Act }>;

async function vanish(device: Device): Promise<void> {
  device.vanish();
  await device.disconnected();
}

type ActName = keyof typeof ACTS;

interface Race {
  acts: ActName[];
  /** At the same time as the rest, before them, or not at all. */
  caller: 'waits' | 'cancels' | 'cancels first';
  /** The device that begins, by number. */
  order: number[];
}

const races: fc.Arbitrary<Race> = fc.integer({ min: 2, max: MOST_DEVICES }).chain((devices) =>
  fc.record({
    acts: fc.array(fc.constantFrom(...(Object.keys(ACTS) as ActName[])), {
      minLength: devices,
      maxLength: devices,
    }),
    caller: fc.oneof(
      { weight: 3, arbitrary: fc.constant('waits' as const) },
      { weight: 1, arbitrary: fc.constantFrom('cancels' as const, 'cancels first' as const) },
    ),
    order: fc.shuffledSubarray([...Array(devices).keys()], { minLength: devices }),
  }),
);

let ana: Device;
let all: Device[];

beforeAll(async () => {
  ana = await aUser('ana');
  const ben = await aUser('ben');
  all = [ben];
  while (all.length < MOST_DEVICES) all.push(await ben.device());
  await ana.connect();
});

/** As a client would: whether the call rings on this device after all its events. */
function rings(device: Device, callId: string): boolean {
  let ringing = false;
  const history = device.history();
  for (const { event, payload } of history) {
    const { calls, call, callId: about } = payload as { calls?: Call[]; call?: Call; callId?: string };
    if (event === 'call:state')
      ringing = calls!.some(({ id, status }) => id === callId && status === 'created');
    else if (event === 'call:incoming') ringing ||= call!.id === callId;
    else if (event === 'call:ended') ringing &&= call!.id !== callId;
    else if (event === 'call:answered-elsewhere' || event === 'call:declined-elsewhere')
      ringing &&= about !== callId;
  }
  return ringing;
}

function notifications(device: Device, callId: string) {
  const about = (update: { callId: string }) => update.callId === callId;
  return {
    answeredElsewhere: device.received('call:answered-elsewhere').filter(about).length,
    declinedElsewhere: device.received('call:declined-elsewhere').filter(about).length,
    ended: device.received('call:ended').filter(({ call }) => call.id === callId).length,
  };
}

async function run({ acts, caller, order }: Race): Promise<void> {
  const devices = all.slice(0, acts.length);
  await Promise.all(devices.map((device) => device.connect()));
  await Promise.all(devices.map((device) => device.receives('call:state')));
  const { call } = await ana.emit('call:ring', { calleeId: devices[0]!.id, media: 'audio' });
  const callId = call.id;
  const thisCall = (update: { call: Call }) => update.call.id === callId;
  await Promise.all(devices.map((device) => device.receives('call:incoming', thisCall)));

  const cancel = () => ana.emit('call:hangup', { callId });
  const cancelled = caller === 'cancels first' ? cancel() : undefined;
  const outcomes: Promise<unknown>[] = [];
  for (const i of order) outcomes[i] = ACTS[acts[i]!].act(devices[i]!, callId);
  const alsoCancelled = caller === 'cancels' ? cancel() : undefined;
  const answers = await Promise.allSettled(outcomes);
  await Promise.allSettled([cancelled, alsoCancelled]);

  const acks = answers.map((answer) =>
    answer.status === 'fulfilled' && isAccept(answer.value) ? answer.value : undefined,
  );
  const present = devices.filter(({ socket }) => socket.connected);
  const others = present.filter((device) => !acks[devices.indexOf(device)]);
  // Before anything else is done: nobody rings on when another has answered or the call has ended.
  if ((await detail(callId)).status !== 'created')
    for (const device of others)
      await eventually(
        () => rings(device, callId),
        (ringing) => !ringing,
      );
  await ana.emit('call:hangup', { callId }).catch((error: Refused) => expect(error.code).toBe('call_ended'));
  await Promise.all([
    ana.receives('call:ended', thisCall),
    ...devices.map((device, i) => stopped(device, callId, ACTS[acts[i]!].stays)),
  ]);

  const record = await detail(callId);
  expect(record.status).toBe('ended');
  const won = record.legs.filter((leg) => leg.state === 'answered');
  const isAnswered = won.length === 1;
  expect(won.length).toBeLessThanOrEqual(1);
  expect(record.answeredAt !== undefined).toBe(isAnswered);
  expect(record.legs.filter((leg) => leg.state === 'calling')).toHaveLength(1);
  expect(record.legs.filter((leg) => leg.state === 'declined').length).toBeLessThanOrEqual(1);

  const winners = acks.filter((ack) => ack !== undefined);
  expect(winners.map(({ peerId }) => peerId)).toEqual(
    won.map(({ peerId }) => peerId).slice(0, winners.length),
  );
  for (const answer of answers)
    if (answer.status === 'rejected')
      expect((answer.reason as Refused).code).toMatch(/^call_(answered_elsewhere|ended)$/);
  const wantsIt = acts.some((act) => act === 'accepts' || act === 'rings and accepts');
  const refusesIt = caller !== 'waits' || acts.some((act) => act === 'declines' || act === 'is busy');
  if (wantsIt && !refusesIt) expect(isAnswered).toBe(true);

  const isDeclined = record.endReason === 'declined' || record.endReason === 'busy';
  expect(record.endReason).toMatch(isAnswered ? /^hangup$/ : /^(declined|busy|cancelled)$/);
  // A winner that left in the same moment may have been notified of the end of the call first.
  const isAnnounced = isAnswered && winners.length === 1;
  const endings = new Set<unknown>();
  for (const [i, device] of devices.entries()) {
    if (!device.socket.connected) continue;
    expect(rings(device, callId)).toBe(false);
    for (const { call } of device.received('call:ended').filter(thisCall)) endings.add(call.endReason);
    if (!ACTS[acts[i]!].stays) continue;
    const isDecliner =
      answers[i]!.status === 'fulfilled' && (acts[i] === 'declines' || acts[i] === 'is busy');
    const { answeredElsewhere, ...others } = notifications(device, callId);
    expect(others).toEqual({ declinedElsewhere: isDeclined && !isDecliner ? 1 : 0, ended: 1 });
    if (isAnswered && !isAnnounced) expect(answeredElsewhere).toBeLessThanOrEqual(1);
    else expect(answeredElsewhere).toBe(isAnswered && acks[i] === undefined ? 1 : 0);
  }
  expect([...endings].length).toBeLessThanOrEqual(1);
  expect(ana.received('call:ended').filter(thisCall)).toHaveLength(1);
  const accepted = ana.received('call:accepted').filter((update) => update.callId === callId).length;
  if (isAnswered && !isAnnounced) expect(accepted).toBeLessThanOrEqual(1);
  else expect(accepted).toBe(isAnswered ? 1 : 0);

  for (const device of devices) device.disconnect();
  const [last] = devices;
  await last!.connect();
  await expect(last!.receives('call:state')).resolves.toEqual({ calls: [] });
  last!.disconnect();
}

/** It was notified of the end, or it connected after everything. */
async function stopped(device: Device, callId: string, stays: boolean): Promise<void> {
  if (!device.socket.connected) return;
  const cameLate = () => {
    const state = device.received('call:state').at(-1);
    return !stays && state !== undefined && !state.calls.some(({ id }) => id === callId);
  };
  await eventually(
    () => notifications(device, callId).ended > 0 || cameLate(),
    (is) => is,
  );
}

async function detail(callId: string): Promise<CallDetail> {
  return (await ana.rest.get(`/api/calls/${callId}`).expect(200)).body as CallDetail;
}

function isAccept(data: unknown): data is AcceptAck {
  return typeof data === 'object' && data !== null && 'remotePeerId' in data;
}

test('one winner at most, everybody is notified once, nothing rings on', async () => {
  await fc.assert(fc.asyncProperty(races, run), { numRuns: ROUNDS, endOnFailure: true });
});
