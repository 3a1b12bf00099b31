/** Devices that do not read the data sent to them, of whatever kind and by whatever way. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RoomView } from '../../src/rooms/rooms.protocol.js';
import { scrape, total } from '../ops/scrape.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { say } from '../support/messages.js';
import { aRoom } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { closeSlowReaders, type SlowReader, slowReader, type Transport } from '../support/slow-reader.js';
import { expectUnharmed } from './bystanders.js';

const MAX_BYTES = 262_144;
/** The largest single thing that is sent: a page of history. */
const PAGE_BYTES = 400_000;
/** The kernel buffers of both sides, which fill before the server has to keep anything. */
const ENOUGH_BYTES = 60_000_000;

let server: RunningServer;
let ben: Device;
let room: RoomView;

beforeAll(async () => {
  server = await startServer({
    ...(await stores()),
    SEND_BACKLOG_BYTES: String(MAX_BYTES),
    SEND_STALL_TIMEOUT_S: '60',
  });
  ben = await aUser('ben', server.url);
  await ben.connect();
  room = await aRoom(ben);
  await ben.emit('room:join', { room: room.slug });
  for (let i = 0; i < 70; i += 1) await say(ben, room.slug, 'x'.repeat(4000));
});

afterEach(closeSlowReaders);
afterAll(() => server?.stop());

const slowConsumers = async () => {
  const samples = await scrape(server.url);
  return {
    ended: total(samples, 'ws_disconnect_total', { reason: 'slow_consumer' }),
    waiting: total(samples, 'ws_send_backlog_bytes'),
  };
};

/** Sends until the server ends the connection. */
async function untilEnded(send: () => Promise<unknown>, bytesEach: number): Promise<void> {
  const before = (await slowConsumers()).ended;
  let most = 0;
  for (let sent = 0; sent < ENOUGH_BYTES; sent += bytesEach) {
    await send();
    const now = await slowConsumers();
    most = Math.max(most, now.waiting);
    if (now.ended > before) break;
  }
  expect((await slowConsumers()).ended).toBe(before + 1);
  // The backlog before it was too much, and the message that exceeded it.
  expect(most).toBeLessThan(MAX_BYTES + 2 * PAGE_BYTES);
}

type Way = (reader: SlowReader, eve: Device) => Promise<{ send: () => Promise<unknown>; bytesEach: number }>;

const ways: Record<string, Way> = {
  'answers with history': async (reader) => ({
    send: () => reader.emit('room:join', { room: room.slug }),
    bytesEach: MAX_BYTES,
  }),
  'messages of a room': async (reader) => {
    await reader.emit('room:join', { room: room.slug, afterSeq: 1_000_000 });
    return {
      send: () => Promise.all(Array.from({ length: 50 }, () => say(ben, room.slug, '\u6d77'.repeat(4000)))),
      bytesEach: 50 * 12_000,
    };
  },
  signals: async (reader, eve) => {
    const cy = await aUser('cy', server.url);
    await cy.connect();
    const { call } = await cy.emit('call:ring', { calleeId: eve.id, media: 'audio' });
    await reader.emit('call:accept', { callId: call.id });
    const { remotePeerId } = await cy.receives('call:accepted', ({ callId }) => callId === call.id);
    const description = { type: 'offer', sdp: 'x'.repeat(60_000) } as const;
    return {
      send: () =>
        Promise.all(
          Array.from({ length: 20 }, () =>
            cy.emit('signal', { groupId: call.id, to: remotePeerId, description }).catch(() => undefined),
          ),
        ),
      bytesEach: 20 * 60_000,
    };
  },
};

describe.each(['websocket', 'polling'] as Transport[])('over %s', (transport) => {
  test.each(Object.entries(ways))('%s wait up to a bound, then the connection ends', async (_name, begin) => {
    const eve = await aUser('eve', server.url);
    const reader = await slowReader(transport, server.url, eve.accessToken);
    const { send, bytesEach } = await begin(reader, eve);
    await untilEnded(async () => {
      await send();
      await reader.pong();
    }, bytesEach);
    const rest = await reader.readToTheEnd();
    expect(rest).toContain('"session:ended",{"code":"slow_consumer","closeCode":4408');
    expect(rest).toContain('"reconnect":true');
    await eventually(
      () => slowConsumers(),
      ({ waiting }) => waiting === 0,
    );
    await expectUnharmed(server.url, ben);
  });
});

test('what is signalled before anybody answers is bounded in bytes', async () => {
  const [cy, dan] = [await aUser('cy', server.url), await aUser('dan', server.url)];
  await cy.connect();
  const { call } = await cy.emit('call:ring', { calleeId: dan.id, media: 'audio' });
  const description = { type: 'offer', sdp: 'x'.repeat(60_000) } as const;
  const early = () => cy.emit('signal', { groupId: call.id, description });
  for (let i = 0; i < 4; i += 1) await early();
  await expect(early()).rejects.toMatchObject({ code: 'too_many_early_signals' });
});

describe('heartbeats of a client that reads nothing are no sign of life', () => {
  let strict: RunningServer;
  let ana: Device;

  beforeAll(async () => {
    strict = await startServer({
      ...(await stores()),
      SEND_BACKLOG_BYTES: '1073741824',
      SEND_STALL_TIMEOUT_S: '1',
      HEARTBEAT_MS: '1000',
    });
    ana = await aUser('ana', strict.url);
    await ana.connect();
  });
  afterAll(() => strict?.stop());

  test.each(['websocket', 'polling'] as Transport[])('over %s', async (transport) => {
    const eve = await aUser('eve', strict.url);
    const reader = await slowReader(transport, strict.url, eve.accessToken);
    const waiting = async () => total(await scrape(strict.url), 'ws_send_backlog_bytes');
    const ended = async () =>
      total(await scrape(strict.url), 'ws_disconnect_total', { reason: 'slow_consumer' });
    const before = await ended();
    const { slug } = await aRoom(ana);
    await ana.emit('room:join', { room: slug });
    await reader.emit('room:join', { room: slug });
    while ((await waiting()) === 0 && (await ended()) === before)
      await Promise.all(
        Array.from({ length: 50 }, () =>
          ana.emit('message:send', { room: slug, clientId: randomUUID(), text: 'x'.repeat(4000) }),
        ),
      );
    await eventually(
      async () => {
        await reader.pong();
        return ended();
      },
      (count) => count === before + 1,
    );
    await expect(ana.emit('presence:ping', {})).resolves.toBeDefined();
  });
});
