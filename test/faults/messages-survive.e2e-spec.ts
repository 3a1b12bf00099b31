/**
 * An instance is killed, or PostgreSQL is cut off, while many write: every acknowledged message is there once and in its place,
 * nothing else is there than was sent, and returning devices have the same history as all others.
 */
import { afterEach, expect, test } from '@jest/globals';
import { expectAllOnce, heard, sendAll, tryToSend, type Wish, wishes } from '../support/burst.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { enter } from '../support/messages.js';
import { aRoom } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { type CuttableServer, cuttableServer } from './cuttable-server.js';

const WRITERS = 6;
const EACH = 60;
const WAVE = 5;

let cuttable: CuttableServer | undefined;

afterEach(async () => {
  await cuttable?.stop();
  cuttable = undefined;
});

async function writers(urls: string[]): Promise<Device[]> {
  const people: Device[] = [];
  for (let i = 0; i < WRITERS; i++) people.push(await aUser(`writer${i}`, urls[i % urls.length]));
  for (const person of people) await person.connect();
  return people;
}

/** Every client sends a few at a time; `midway` happens while they do. */
async function burst(all: Wish[][], room: string, midway: () => Promise<void>): Promise<void> {
  const half = (all.length * EACH) / 2;
  const happened = eventually(
    () => all.flat().filter(({ ack }) => ack).length,
    (acknowledged) => acknowledged > half / 4,
  ).then(midway);
  await Promise.all(
    all.map(async (own) => {
      for (let i = 0; i < own.length; i += WAVE) {
        const wave = own.slice(i, i + WAVE);
        if (own[0]!.author.isConnected) await Promise.all(wave.map((wish) => tryToSend(wish, room)));
      }
    }),
  );
  await happened;
}

test('kill -9 of one of two instances', async () => {
  const env = await stores();
  const servers: RunningServer[] = [
    await startServer(env, { name: 'survivor' }),
    await startServer(env, { name: 'killed' }),
  ];
  const [survivor, killed] = servers as [RunningServer, RunningServer];
  const people = await writers(servers.map(({ url }) => url));
  const room = (await aRoom(people[0]!)).slug;
  for (const person of people) await enter(person, room);
  const all = people.map((person) => wishes(person, EACH));

  await burst(all, room, () => killed.kill());
  const acknowledged = all.flat().filter(({ ack }) => ack).length;
  expect(acknowledged).toBeLessThan(WRITERS * EACH);

  // Clients that lost the connection come back at the other instance, knowing the messages they had received.
  const back = await Promise.all(
    people.map(async (person, i) => {
      if (i % 2 === 0) return { device: person, before: [] };
      const device = person.at(survivor.url);
      await device.connect();
      for (const wish of all[i]!) wish.author = device;
      return { device, before: person.received('message:new') };
    }),
  );
  await sendAll(all.flat(), room);
  const history = await expectAllOnce(people[0]!, room, all.flat());
  for (const { device, before } of back) expect(await heard(device, room, before)).toEqual(history);
});

test('PostgreSQL cut off for a moment', async () => {
  cuttable = await cuttableServer({}, { name: 'messages' });
  const server = cuttable;
  const people = await writers([server.url]);
  const room = (await aRoom(people[0]!)).slug;
  for (const person of people) await enter(person, room);
  const all = people.map((person) => wishes(person, EACH));

  await burst(all, room, async () => {
    server.postgres.cut();
    const refused = wishes(people[0]!, 1)[0]!;
    await expect(tryToSend(refused, room)).resolves.toBe('service_unavailable');
  });
  const acknowledged = all.flat().filter(({ ack }) => ack).length;
  expect(acknowledged).toBeLessThan(WRITERS * EACH);
  server.postgres.mend();
  await server.readiness(200);

  await sendAll(all.flat(), room);
  const history = await expectAllOnce(people[0]!, room, all.flat());
  for (const person of people) expect(await heard(person, room)).toEqual(history);
});
