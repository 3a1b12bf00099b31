/**
 * Property: however sending, reading and deleting happen at the same moment, on whichever devices, each user has unread the
 * messages of others after the last one they read or wrote, except deleted ones; and all devices receive the same.
 */
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { say } from '../support/messages.js';
import { aRoom, giveRole } from '../support/rooms.js';
import { receivesUnread, unreadOf } from '../support/unread.js';

const ROUNDS = 12;
const PEOPLE = 3;

interface Act {
  person: number;
  device: 0 | 1;
  what: 'send' | 'read' | 'delete';
  /** Which of the messages that were there before, as a part of them all. */
  which: number;
}

interface Said {
  id: string;
  seq: number;
  author: number;
  deleted: boolean;
}

const acts = fc.array(
  fc.record<Act>({
    person: fc.nat(PEOPLE - 1),
    device: fc.constantFrom(0, 1),
    what: fc.constantFrom('send', 'send', 'read', 'delete'),
    which: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  { minLength: 1, maxLength: 8 },
);
/** The acts of one of these happen concurrently. */
const plans = fc.array(acts, { minLength: 1, maxLength: 5 });

/** Each person's devices, at different instances where there are several. */
const devices: [Device, Device][] = [];

beforeAll(async () => {
  for (let i = 0; i < PEOPLE; i++) {
    const one = await aUser(`user${i}`);
    devices.push([one, await one.device()]);
  }
});

async function run(plan: Act[][]): Promise<void> {
  const owner = devices[0]![0];
  const { slug: room } = await aRoom(owner, { kind: 'private' });
  for (const [person] of devices.slice(1)) await giveRole(owner, room, person, 'member').expect(200);
  for (const device of devices.flat()) await device.connect();

  const said: Said[] = [];
  const marks = devices.map(() => 0);
  const read = (person: number, seq: number) => (marks[person] = Math.max(marks[person]!, seq));
  for (const together of plan) {
    const before = [...said];
    await Promise.all(
      together.map(async ({ person, device: number, what, which }) => {
        const device = devices[person]![number];
        const target = before[Math.floor(which * before.length)];
        if (what === 'send') {
          const { id, seq } = await say(device, room, 'x');
          said.push({ id, seq, author: person, deleted: false });
          read(person, seq);
        } else if (target && what === 'read') {
          await device.emit('inbox:mark-read', { room, seq: target.seq });
          read(person, target.seq);
        } else if (target && what === 'delete') {
          await devices[target.author]![number].emit('message:delete', { room, id: target.id });
          target.deleted = true;
        }
      }),
    );
  }

  for (const [person, own] of devices.entries()) {
    const unread = said.filter(
      ({ seq, author, deleted }) => seq > marks[person]! && author !== person && !deleted,
    ).length;
    const byRoom = unread > 0 ? { [room]: unread } : {};
    await eventually(
      () => unreadOf(own[0]),
      (truth) => JSON.stringify(truth.byRoom) === JSON.stringify(byRoom),
    );
    for (const device of own) await receivesUnread(device, byRoom);
  }
  for (const device of devices.flat()) device.disconnect();
  await owner.rest.delete(`/api/chat/rooms/${room}`).expect(204);
}

test('exact, whatever happens at once', async () => {
  await fc.assert(fc.asyncProperty(plans, run), { numRuns: ROUNDS, endOnFailure: true });
  expect(devices).toHaveLength(PEOPLE);
});
