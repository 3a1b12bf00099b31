/**
 * Property: whatever is sent, how often and from wherever at the same moment, a room's messages are numbered from 1 without
 * gaps, each is there once, each author's are in their order, and all listeners end up with the same history.
 */
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectAllOnce, heard, tryToSend, type Wish, wishes } from '../support/burst.js';
import { aUser, type Device } from '../support/client.js';
import { enter } from '../support/messages.js';
import { aRoom } from '../support/rooms.js';

const ROUNDS = 15;
const PEOPLE = 4;

interface Sending {
  person: number;
  /** How often it is sent, by the person's devices in turn. */
  times: number;
  /** Over REST instead of a socket, the first time. */
  rest: boolean;
  room: number;
}

const sendings = fc.array(
  fc.record<Sending>({
    person: fc.nat(PEOPLE - 1),
    times: fc.integer({ min: 1, max: 4 }),
    rest: fc.boolean(),
    room: fc.nat(1),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Each person's devices, at different instances where there are several. */
const devices: Device[][] = [];

beforeAll(async () => {
  for (let i = 0; i < PEOPLE; i++) {
    const one = await aUser(`user${i}`);
    devices.push([one, await one.device()]);
  }
});

async function overRest({ clientId, text }: Wish, room: string, device: Device): Promise<void> {
  await device.rest.post(`/api/chat/rooms/${room}/messages`).send({ clientId, text }).expect(201);
}

async function run(plan: Sending[]): Promise<void> {
  const rooms = [(await aRoom(devices[0]![0]!)).slug, (await aRoom(devices[0]![0]!)).slug];
  for (const device of devices.flat()) {
    await device.connect();
    for (const room of rooms) await enter(device, room);
  }
  const sent = plan.map((sending) => ({ ...sending, wish: wishes(devices[sending.person]![0]!, 1)[0]! }));
  await Promise.all(
    sent.flatMap(({ wish, person, times, rest, room }) =>
      Array.from({ length: times }, (_, i) => {
        const device = devices[person]![i % 2]!;
        return rest && i === 0 ? overRest(wish, rooms[room]!, device) : tryToSend(wish, rooms[room]!, device);
      }),
    ),
  );
  for (const [i, room] of rooms.entries()) {
    const here = sent.filter((sending) => sending.room === i);
    // Messages that came over REST only are requested once more.
    for (const { wish } of here) if (!wish.ack) await tryToSend(wish, room);
    const history = await expectAllOnce(
      devices[1]![1]!,
      room,
      here.map(({ wish }) => wish),
    );
    for (const device of devices.flat()) expect(await heard(device, room)).toEqual(history);
    for (let person = 0; person < PEOPLE; person++) {
      const once = here.filter((one) => one.person === person && one.times === 1 && !one.rest);
      const seqs = once.map(({ wish }) => wish.ack!.seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    }
  }
  for (const device of devices.flat()) device.disconnect();
}

test('numbered without gaps, once each, in order, the same for all', async () => {
  await fc.assert(fc.asyncProperty(sendings, run), { numRuns: ROUNDS, endOnFailure: true });
});
