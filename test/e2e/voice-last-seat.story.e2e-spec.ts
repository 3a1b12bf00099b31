/** Many join at once, on every instance: never more than the cap, and all devices agree on the participants. */
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aUser, type Device, Refused } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { answer } from '../support/rest.js';
import { aRoom } from '../support/rooms.js';
import type { Ack } from '../../src/platform/wire/problem.protocol.js';
import type { VoiceChannel, VoiceJoinAck, VoiceServerEvents } from '../../src/voice/voice.protocol.js';

const CAP = 8;
const ROUNDS = 6;
let people: Device[];

beforeAll(async () => {
  people = await Promise.all(Array.from({ length: 12 }, (_, i) => aUser(`p${i}`)));
  await Promise.all(people.map((device) => device.connect()));
}, 60_000);

const channel = async (device: Device, room: string) =>
  (await answer<VoiceChannel>(device.rest.get(`/api/chat/rooms/${room}/voice`).expect(200))).body;

test('twelve for eight seats: eight get one, four are answered that it is full', async () => {
  const room = (await aRoom(people[0]!)).slug;
  const answers = await Promise.allSettled(people.map((device) => device.emit('voice:join', { room })));
  const seated = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason as Refused] : []));
  expect(seated).toHaveLength(CAP);
  expect(refused.map(({ code }) => code)).toEqual(Array(4).fill('voice_full'));
  expect((await channel(people[0]!, room)).peers).toHaveLength(CAP);
  // Each has heard of each other exactly once, by the answer or by an event.
  for (const [i, one] of answers.entries()) {
    if (one.status === 'rejected') continue;
    const known = await eventually(
      () =>
        [
          ...one.value.peers,
          ...people[i]!.received('voice:joined').flatMap((update) =>
            update.room === room ? [update.peer] : [],
          ),
        ].map(({ peerId }) => peerId),
      (ids) => ids.length >= CAP - 1,
    );
    const others = seated.map(({ peerId }) => peerId).filter((id) => id !== one.value.peerId);
    expect(known.sort()).toEqual(others.sort());
  }
});

interface Stay extends VoiceJoinAck {
  /** How many events the device had received by then. */
  since: number;
}

type Act = { who: number; what: 'join' | 'leave' };

test('whatever order people join and leave in, all at once: the cap holds and all views agree', async () => {
  const acts = fc.array(
    fc.record({
      who: fc.nat(people.length - 1),
      what: fc.constantFrom('join' as const, 'join' as const, 'leave' as const),
    }),
    { minLength: 12, maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(acts, async (script: Act[]) => {
      const room = (await aRoom(people[0]!)).slug;
      const watcher = people[0]!;
      const last = new Map<Device, Stay>();
      let watching = true;
      const watch = (async () => {
        while (watching) expect((await channel(watcher, room)).peers.length).toBeLessThanOrEqual(CAP);
      })();
      // Each person's own acts in order, all people at once.
      await Promise.all(
        people.map(async (device, i) => {
          for (const { who, what } of script) {
            if (who !== i) continue;
            if (what === 'leave') {
              await device.emit('voice:leave', { room });
              last.delete(device);
            } else
              await joins(device, room).then(
                (stay) => last.set(device, stay),
                (error: Refused) => expect(error.code).toBe('voice_full'),
              );
          }
        }),
      );
      watching = false;
      await watch;
      const there = new Set((await channel(watcher, room)).peers.map(({ peerId }) => peerId));
      expect(there).toEqual(new Set([...last.values()].map(({ peerId }) => peerId)));
      for (const [device, ack] of last)
        await eventually(
          () => view(device, room, ack),
          (seen) => seen.size === there.size && [...seen].every((id) => there.has(id)),
        );
      await Promise.all([...last.keys()].map((device) => device.emit('voice:leave', { room })));
    }),
    { numRuns: ROUNDS, endOnFailure: true },
  );
});

/** Remembers how many events had come before the answer: later ones may be read in the same turn. */
async function joins(device: Device, room: string): Promise<Stay> {
  const [answer, since] = await new Promise<[Ack<VoiceJoinAck>, number]>((resolve) =>
    device.socket.emit('voice:join', { room }, (ack: Ack<VoiceJoinAck>) =>
      resolve([ack, device.history().length]),
    ),
  );
  if (!answer.ok) throw new Refused('voice:join', answer.error);
  return { ...answer.data, since };
}

/** The participants as a device knows them, itself included: from its answer, and the events since. */
function view(device: Device, where: string, { peerId, peers, since }: Stay): Set<string> {
  const seen = new Set([peerId, ...peers.map((peer) => peer.peerId)]);
  for (const { event, payload } of device.history().slice(since)) {
    const update = payload as VoiceServerEvents['voice:joined'] & VoiceServerEvents['voice:left'];
    if (event === 'voice:joined' && update.room === where) seen.add(update.peer.peerId);
    if (event === 'voice:left' && update.room === where) seen.delete(update.peerId);
  }
  return seen;
}
