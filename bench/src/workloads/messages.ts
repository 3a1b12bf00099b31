/** Messages in rooms: how many are stored a second beside single-row inserts, and the cost of delivery to a large room. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { concurrently } from '../load/concurrently.js';
import type { SocketIoClient } from '../load/socketio.js';
import { Samples } from '../load/statistics.js';
import type { RinglineTarget } from '../targets/ringline.js';
import { SocketIoTarget } from '../targets/socketio.js';
import { type Context, interleave, type Metrics, type Rounds } from './workload.js';

const ROOM = 'public';
const TEXT = 'A message as people write them, some eighty characters long, and then it is over.';
const WARM_UP_MS = 1500;
/** The server's code is compiled as it runs: it takes seconds until it is as fast as it stays. */
const DURABLE_WARM_UP_MS = 6000;
const OPEN_WIDTH = 16;
/** Connections exchange presence messages for this long; they are not measured. */
const SETTLE_MS = 3000;
const DELIVERY = Buffer.from('42["message:new"');

export interface MessageResults {
  durable: Rounds;
  fanOut: Rounds;
}

type Messenger = RinglineTarget | SocketIoTarget;

export async function messages(context: Context): Promise<MessageResults> {
  return { durable: await durable(context), fanOut: await fanOut(context) };
}

/** Every sender sends the next message when the last one is acknowledged as stored. */
async function durable({ ringline, databaseUrl, settings: { messages: size } }: Context): Promise<Rounds> {
  if (!ringline) return {};
  await ringline.start();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: size.senders });
  try {
    await ringline.prepare(size.senders);
    const senders = await connectAll(ringline, size.senders);
    await pool.query(TABLE);
    await pool.query('CREATE SEQUENCE bench_messages_seq');
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM rooms WHERE slug = $1', [ROOM]);
    const insert = async (sender: number) => {
      const values = [randomUUID(), rows[0]!.id, ringline.accounts[sender]!.id, randomUUID(), TEXT];
      await pool.query(INSERT, values);
    };
    const send = (sender: number) =>
      senders[sender]!.call('message:send', { room: ROOM, clientId: randomUUID(), text: TEXT });
    const ways = [
      { name: ringline.name, act: send },
      { name: 'inserts', act: insert },
    ];
    for (const way of ways) await closedLoop(size.senders, DURABLE_WARM_UP_MS, way.act);
    const rounds = await interleave(ways, size.rounds, async (way) => {
      const cpuBefore = ringline.server.cpuMs();
      const metrics = await closedLoop(size.senders, size.roundMs, way.act);
      const cpuMs = way.act === send ? ringline.server.cpuMs() - cpuBefore : Number.NaN;
      return { ...metrics, cpuUs: (cpuMs * 1000) / metrics.count! };
    });
    for (const sender of senders) sender.close();
    await pool.query('DROP TABLE bench_messages; DROP SEQUENCE bench_messages_seq');
    return rounds;
  } finally {
    await pool.end();
    await ringline.stop();
  }
}

/** The same columns, indexes and foreign keys. */
const TABLE = `CREATE TABLE bench_messages (LIKE messages INCLUDING ALL, FOREIGN KEY (room_id) REFERENCES rooms (id),
  FOREIGN KEY (author_id) REFERENCES users (id))`;

/** The same row, one by one; numbered by a sequence, which may leave gaps. */
const INSERT = `INSERT INTO bench_messages (id, room_id, seq, author_id, client_id, text, words)
  VALUES ($1, $2, nextval('bench_messages_seq'), $3, $4, $5, to_tsvector('simple', $5)) RETURNING id, seq, created_at`;

export async function closedLoop(
  senders: number,
  forMs: number,
  act: (sender: number) => Promise<unknown>,
): Promise<Metrics> {
  const samples = new Samples();
  const startedAt = performance.now();
  await concurrently(senders, senders, async (sender) => {
    for (let at = performance.now(); at - startedAt < forMs;) {
      await act(sender);
      const now = performance.now();
      samples.add(now - at);
      at = now;
    }
  });
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...samples.latency(), count: samples.size, perSecond: samples.size / seconds };
}

/** One speaker, and a room full of listeners. Ringline stores each message as well. */
async function fanOut({ targets, settings: { messages: size } }: Context): Promise<Rounds> {
  const messengers = targets.filter(isMessenger);
  const started: Messenger[] = [];
  try {
    const rooms = new Map<Messenger, SocketIoClient[]>();
    for (const target of messengers) {
      await target.start();
      started.push(target);
      await target.prepare(size.listeners);
      const listeners = await connectAll(target, size.listeners);
      await concurrently(listeners.length, OPEN_WIDTH, (i) =>
        listeners[i]!.call('room:join', { room: ROOM }),
      );
      rooms.set(target, listeners);
    }
    await delay(SETTLE_MS);
    for (const target of messengers) await measureMessages(target, rooms.get(target)!, WARM_UP_MS);
    return await interleave(messengers, size.rounds, (target) =>
      measureMessages(target, rooms.get(target)!, size.roundMs),
    );
  } finally {
    for (const target of started) await target.stop();
  }
}

async function measureMessages(
  target: Messenger,
  listeners: SocketIoClient[],
  forMs: number,
): Promise<Metrics> {
  let delivered = 0;
  for (const listener of listeners)
    listener.tap = (chunk, start, end) => {
      const after = start + DELIVERY.length;
      if (end < after || chunk.compare(DELIVERY, 0, DELIVERY.length, start, after) !== 0) return false;
      delivered++;
      return true;
    };
  const cpuBefore = target.server.cpuMs();
  const startedAt = performance.now();
  let sent = 0;
  for (; performance.now() - startedAt < forMs; sent++) {
    await listeners[0]!.call('message:send', { room: ROOM, clientId: randomUUID(), text: TEXT });
    while (delivered < (sent + 1) * listeners.length) await delay(0);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuUs = ((target.server.cpuMs() - cpuBefore) * 1000) / delivered;
  return { perSecond: delivered / seconds, cpuUs, sent };
}

async function connectAll(target: Messenger, count: number): Promise<SocketIoClient[]> {
  const clients: SocketIoClient[] = [];
  await concurrently(count, OPEN_WIDTH, async (i) => {
    clients[i] = await target.connect(i);
  });
  return clients;
}

function isMessenger(target: Context['targets'][number]): target is Messenger {
  return target.name === 'ringline' || (target instanceof SocketIoTarget && target.name === 'socketio');
}
