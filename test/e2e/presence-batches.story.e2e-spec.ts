/** Changes of presence in batches, and users who are offline for a moment only. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { USER_STATUSES, type UserStatus } from '../../src/users/users.protocol.js';
import { aGuest, aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import {
  changesReceived,
  connectBatched,
  learns,
  quiet,
  statusesReceived,
  whoIsHere,
} from '../support/presence.js';

const PEOPLE = 30;
const ROUNDS = 4;

test('a device that asks for batches gets those, all others get single changes', async () => {
  const [ana, ben, dan] = [await aUser('ana'), await aUser('ben'), await aUser('dan')];
  await ana.connect();
  await connectBatched(ben);
  const [one, batched] = await Promise.all([
    ana.receives('presence:changed', ({ userId }) => userId === dan.id),
    ben.receives('presence:changes', ({ users }) => users.some(({ userId }) => userId === dan.id)),
    dan.connect(),
  ]);
  expect(batched.users).toContainEqual(one);
  expect(one).toEqual({
    userId: dan.id,
    username: dan.user.username,
    status: 'ONLINE',
    lastSeenAt: expect.any(String),
    version: expect.any(Number),
  });
  expect(ana.received('presence:changes')).toEqual([]);
  expect(ben.received('presence:changed')).toEqual([]);
});

test('a user who reloads the page was never away for the others', async () => {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  await ana.connect();
  await ben.connect();
  await learns(ana, ben, 'ONLINE');

  for (let i = 0; i < 3; i += 1) {
    ben.disconnect();
    await ben.connect();
  }
  await quiet(ana);
  expect(statusesReceived(ana, ben)).toEqual(['ONLINE']);
  ben.disconnect();
  await learns(ana, ben, 'OFFLINE');
  expect(statusesReceived(ana, ben)).toEqual(['ONLINE', 'OFFLINE']);
});

test('a status that nobody can see chosen betrays nothing', async () => {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  await ana.connect();
  await ben.connect();
  await learns(ana, ben, 'ONLINE');
  await ben.emit('presence:set', { status: 'OFFLINE' });
  await learns(ana, ben, 'OFFLINE');
  const before = await ana.rest.get(`/api/users/${ben.id}`).expect(200);

  await ben.emit('presence:set', { status: 'OFFLINE' });
  ben.disconnect();
  await quiet(ana);
  for (const status of ['DND', 'IDLE', 'OFFLINE'] as const)
    await ben.rest.put(`/api/users/${ben.id}/status`).send({ status }).expect(200);
  await quiet(ana);
  expect(statusesReceived(ana, ben)).toEqual(['ONLINE', 'OFFLINE']);
  const after = await ana.rest.get(`/api/users/${ben.id}`).expect(200);
  expect(after.body).toEqual(before.body);
});

test('a guest is a number, whatever they choose', async () => {
  const [ana, dan] = [await aUser('ana'), await aUser('dan')];
  const gus = await aGuest('Gus');
  await ana.connect();
  await gus.connect({ auth: { token: gus.accessToken, presence: 'batched' } });
  await gus.emit('presence:set', { status: 'DND' });
  await dan.connect();
  await learns(ana, dan, 'ONLINE');
  expect(statusesReceived(ana, gus)).toEqual([]);
  expect(changesReceived(gus)).toEqual([]);
  const snapshots = gus.received('presence:snapshot');
  expect(snapshots).toEqual([{ guests: expect.any(Number) }]);
});

/** The user's next act. */
type Act = { person: number; kind: 'come' | 'leave' | UserStatus };

const acts = fc.array(
  fc.record<Act>({
    person: fc.nat(PEOPLE - 1),
    kind: fc.constantFrom('come', 'come', 'leave', 'leave', ...USER_STATUSES),
  }),
  { minLength: 30, maxLength: 120 },
);

describe('property: whatever thirty people do, all who watch end up with the same, and with the truth', () => {
  const people: Device[] = [];
  const watchers: Device[] = [];

  beforeAll(async () => {
    for (let i = 0; i < PEOPLE; i += 1) people.push(await aUser(`user${i}`));
    for (const name of ['ana', 'ben', 'dan', 'fay']) watchers.push(await aUser(name));
    for (const [i, watcher] of watchers.entries())
      await (i % 4 < 2 ? connectBatched(watcher) : watcher.connect());
  });

  async function act({ person, kind }: Act): Promise<void> {
    const somebody = people[person]!;
    if (kind === 'leave') {
      if (somebody.isConnected) somebody.disconnect();
    } else if (kind === 'come') {
      if (!somebody.isConnected) await somebody.connect();
    } else await somebody.rest.put(`/api/users/${somebody.id}/status`).send({ status: kind }).expect(200);
  }

  test(`${ROUNDS} rounds`, async () => {
    const chosen = new Map<string, UserStatus>();
    await fc.assert(
      fc.asyncProperty(acts, async (all) => {
        // Each person's acts one after the other, all people at once.
        await Promise.all(
          people.map(async (person, number) => {
            for (const one of all.filter((act) => act.person === number)) {
              await act(one);
              if (one.kind !== 'come' && one.kind !== 'leave') chosen.set(person.id, one.kind);
            }
          }),
        );
        const truth = people.map((person) => {
          const status = chosen.get(person.id) ?? 'ONLINE';
          return person.isConnected && status !== 'OFFLINE' ? status : undefined;
        });
        for (const watcher of watchers)
          await eventually(
            () => people.map(({ id }) => whoIsHere(watcher).get(id)),
            (seen) => JSON.stringify(seen) === JSON.stringify(truth),
          );
        for (const watcher of watchers.slice(0, 2)) expect(watcher.received('presence:changed')).toEqual([]);
      }),
      { numRuns: ROUNDS },
    );
  });
});
