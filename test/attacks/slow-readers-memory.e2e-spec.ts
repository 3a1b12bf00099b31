/** A thousand devices that ask for much and read nothing: the memory of the server stays within a bound all the time. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { RoomView } from '../../src/rooms/rooms.protocol.js';
import { scrape, total } from '../ops/scrape.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { say } from '../support/messages.js';
import { aRoom } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { closeSlowReaders, type SlowReader, slowReader } from '../support/slow-reader.js';
import { expectUnharmed } from './bystanders.js';

const POLLING = 800;
const ON_WEBSOCKETS = 200;
const JOINS = 3;
const PAGE_BYTES = 256_000;
const MIB = 1024 * 1024;
const TOTAL_MIB = 64;
/**
 * The memory that the server may use beside the backlog: code, garbage, answers in preparation. Less than the requested data.
 */
const SLACK_MIB = 384;

let server: RunningServer;
let ben: Device;
let room: RoomView;

beforeAll(async () => {
  server = await startServer({
    ...(await stores()),
    SEND_BACKLOG_BYTES: '131072',
    SEND_BACKLOG_TOTAL_BYTES: String(TOTAL_MIB * MIB),
    // Only their backlog may end them, however slow this machine is.
    SEND_STALL_TIMEOUT_S: '3600',
    HEARTBEAT_MS: '60000',
  });
  ben = await aUser('ben', server.url);
  await ben.connect();
  room = await aRoom(ben);
  await ben.emit('room:join', { room: room.slug });
  for (let i = 0; i < PAGE_BYTES / 4000; i += 1) await say(ben, room.slug, 'x'.repeat(4000));
});

afterEach(closeSlowReaders);
afterAll(() => server?.stop());

function rssMiB(): number {
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1024;
}

/** A few at a time. */
async function each<T, R>(
  all: T[],
  work: (one: T) => Promise<R>,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < all.length; i += 50) {
    results.push(...(await Promise.all(all.slice(i, i + 50).map(work))));
    await between();
  }
  return results;
}

test('a thousand devices that read nothing', async () => {
  const eve = await aUser('eve', server.url);
  const transports = [
    ...Array.from({ length: POLLING }, () => 'polling' as const),
    ...Array.from({ length: ON_WEBSOCKETS }, () => 'websocket' as const),
  ];
  const readers: SlowReader[] = await each(transports, (transport) =>
    slowReader(transport, server.url, eve.accessToken),
  );
  // Otherwise the bound would say nothing.
  expect((POLLING * JOINS * PAGE_BYTES) / MIB).toBeGreaterThan(TOTAL_MIB + SLACK_MIB);

  const before = rssMiB();
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, rssMiB())), 100);
  try {
    for (let i = 0; i < JOINS; i += 1)
      await each(
        readers,
        (reader) => reader.emit('room:join', { room: room.slug }),
        // Behind those of the readers: not more wait for the database than it has time for.
        () => ben.emit('room:join', { room: room.slug }),
      );
    await eventually(
      async () => total(await scrape(server.url), 'ws_disconnect_total', { reason: 'slow_consumer' }),
      (ended) => ended >= POLLING,
    );
  } finally {
    clearInterval(sampling);
  }
  expect(most - before).toBeLessThan(TOTAL_MIB + SLACK_MIB);
  await expectUnharmed(server.url, ben);
}, 300_000);
