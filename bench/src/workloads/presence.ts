/**
 * Users connect and disconnect while many watch: the cost of each change for the server, and the number of messages per change.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { concurrently } from '../load/concurrently.js';
import { SocketIoClient } from '../load/socketio.js';
import type { RinglineTarget } from '../targets/ringline.js';
import type { Context, Metrics, Rounds } from './workload.js';

const OPEN_WIDTH = 16;
/** Until every client has received every change. */
const SETTLE_MS = 4000;
const CHANGE = Buffer.from('42["presence:change');

/** By the subscription that the listeners, and the changing users before them, asked for. */
const WAYS = { each: {}, batched: { presence: 'batched' } } as const;

export async function presence({ ringline, settings: { presence: size } }: Context): Promise<Rounds> {
  const results: Rounds = {};
  if (!ringline) return results;
  await ringline.start();
  try {
    await ringline.prepare(Math.max(size.each, size.batched) + size.changing);
    for (const name of ['each', 'batched'] as const) {
      const wish = WAYS[name];
      const listeners = await open(ringline, 0, size[name], wish);
      let received = 0;
      for (const listener of listeners)
        listener.tap = (chunk, start, end) => {
          const after = start + CHANGE.length;
          if (end < after || chunk.compare(CHANGE, 0, CHANGE.length, start, after) !== 0) return false;
          received++;
          return true;
        };
      await delay(SETTLE_MS);
      results[name] = [];
      for (let round = 0; round < size.rounds; round++) {
        received = 0;
        const cpuUs = await comeAndGo(ringline, size[name], size.changing, wish);
        const messages = received / (2 * size.changing);
        results[name].push({ cpuUs, messages, cpuPerMessage: cpuUs / messages } satisfies Metrics);
      }
      for (const listener of listeners) listener.close();
      await delay(SETTLE_MS);
    }
    return results;
  } finally {
    await ringline.stop();
  }
}

/** @returns microseconds of the server's time for each change, the connection itself included */
async function comeAndGo(
  ringline: RinglineTarget,
  first: number,
  count: number,
  wish: object,
): Promise<number> {
  const cpuBefore = ringline.server.cpuMs();
  const people = await open(ringline, first, count, wish);
  await delay(SETTLE_MS);
  for (const person of people) person.close();
  await delay(SETTLE_MS);
  return ((ringline.server.cpuMs() - cpuBefore) * 1000) / (2 * count);
}

async function open(
  { server, accounts }: RinglineTarget,
  first: number,
  count: number,
  wish: object,
): Promise<SocketIoClient[]> {
  const clients: SocketIoClient[] = [];
  await concurrently(count, OPEN_WIDTH, async (i) => {
    const { token } = accounts[first + i]!;
    clients[i] = await SocketIoClient.open(server.port, { token, ...wish }, 'welcome');
  });
  return clients;
}
