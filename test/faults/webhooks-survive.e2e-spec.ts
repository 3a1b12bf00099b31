/** Webhooks when receivers and instances fail: everything arrives once, in the order of its subject, or is kept. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { query } from '../attacks/mint.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { sendAll, tryToSend, wishes } from '../support/burst.js';
import { freePort } from '../support/free-port.mjs';
import { wholeHistory } from '../support/messages.js';
import { aRoom } from '../support/rooms.js';
import { BackEnd } from '../support/integrations.js';
import type { Call } from '../../src/calls/calls.protocol.js';
import type { DeadLetter } from '../../src/integrations/integrations.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { Receiver, typesOf, verify } from '../support/receiver.js';
import { answer, refusal } from '../support/rest.js';
import { type RunningServer, startServer, stopServers, stores } from '../support/server.mjs';

let env: Awaited<ReturnType<typeof stores>>;
beforeEach(async () => {
  // Those of the test before would only take time.
  await stopServers();
  env = await stores();
});

const sql = (text: string, ...values: unknown[]) => query(env.DATABASE_URL, text, values);
/** Held in the order in which the server holds them, so that neither waits for the other for ever. */
const setAll = (what: string) =>
  sql(`WITH held AS MATERIALIZED (SELECT id FROM webhook_deliveries ORDER BY id FOR NO KEY UPDATE)
    UPDATE webhook_deliveries d SET ${what} FROM held WHERE d.id = held.id`);
const ring = async (caller: Device, callee: Device): Promise<Call> =>
  (
    await answer<Call>(
      caller.rest.post('/api/calls').send({ calleeId: callee.id, media: 'audio' }).expect(201),
    )
  ).body;

test('a receiver that is away and an instance that is killed: all of it arrives, once, in order', async () => {
  const [first, second] = [await startServer(env), await startServer(env)];
  const shop = await BackEnd.start(second.url);
  const port = await freePort();
  const { id, secret } = await shop.subscribe(`http://127.0.0.1:${port}/hooks`, ['call.*', 'user.*']);
  const servers = [first, second];
  const pairs = await Promise.all(
    Array.from({ length: 6 }, async (_, i) => {
      const { url } = servers[i % 2]!;
      return [await aUser('ana', url), await aUser('ben', url)] as const;
    }),
  );
  const calls = await Promise.all(pairs.map(([ana, ben]) => ring(ana, ben)));
  await Promise.all(
    pairs.map(([, ben], i) => ben.rest.post(`/api/calls/${calls[i]!.id}/accept`).expect(200)),
  );
  await eventually(
    () => shop.webhook(id),
    ({ failingSince }) => failingSince !== null,
  );

  // It comes back, takes some and dies while the first instance is at it.
  const receiver = await Receiver.start(port);
  await eventually(
    () => receiver.attempts.length,
    (count) => count > 0,
  );
  await first.kill();
  receiver.answer = () => 503;
  await Promise.all(
    pairs.map(([ana], i) => ana.at(second.url).rest.post(`/api/calls/${calls[i]!.id}/hangup`).expect(200)),
  );
  receiver.answer = () => 200;

  for (const { id: callId } of calls) {
    const received = await receiver.takes(3, callId);
    expect(typesOf(received)).toEqual(['call.ringing', 'call.answered', 'call.ended']);
    for (const one of received) verify(one, secret);
  }
  for (const person of pairs.flat()) await receiver.takes(1, `"id":"${person.id}"`);
  await eventually(
    () => shop.webhook(id),
    ({ waiting, failingSince, deadLetters }) => waiting === 0 && failingSince === null && deadLetters === 0,
  );
  // Attempts may be more than one; the number of ids accepted with 2xx equals the number of events.
  const ids = new Set(receiver.attempts.map((one) => one.id));
  expect(ids.size).toBe(receiver.taken('').length);
  await receiver.stop();
});

test('messages while the receiver is away and an instance is killed: each once, in the order of its room', async () => {
  const [first, second] = [await startServer(env), await startServer(env)];
  const shop = await BackEnd.start(second.url);
  const port = await freePort();
  const { id } = await shop.subscribe(`http://127.0.0.1:${port}/hooks`, ['message.*']);
  const people = [
    await aUser('ana', first.url),
    await aUser('ben', second.url),
    await aUser('cleo', second.url),
  ] as const;
  const [ana, ben, cleo] = people;
  for (const person of people) await person.connect();
  const rooms = [await aRoom(ana), await aRoom(ben)];
  const all = rooms.map(({ slug }) => ({ slug, wishes: people.flatMap((person) => wishes(person, 15)) }));
  // Some were sent when the instance dies, some were not acknowledged; those are sent again over the other one.
  const sending = all.map(({ slug, wishes: own }) => Promise.all(own.map((wish) => tryToSend(wish, slug))));
  await eventually(
    () => all[0]!.wishes.some(({ ack }) => ack),
    (begun) => begun,
  );
  await first.kill();
  await Promise.all(sending);
  const again = ana.at(second.url);
  await again.connect();
  for (const { slug, wishes: own } of all) {
    for (const wish of own) if (wish.author === ana) wish.author = again;
    await sendAll(own, slug);
  }
  await eventually(
    () => shop.webhook(id),
    ({ failingSince }) => failingSince !== null,
  );
  const receiver = await Receiver.start(port);
  for (const [n, { slug }] of all.entries()) {
    const history = await wholeHistory(cleo, slug);
    expect(history).toHaveLength(45);
    const attempts = await receiver.takes(45, rooms[n]!.id);
    expect(attempts.map(({ event: { data } }) => [data.message!.seq, data.message!.id])).toEqual(
      history.map((message) => [message.seq, message.id]),
    );
  }
  await eventually(
    () => shop.webhook(id),
    ({ waiting, deadLetters }) => waiting === 0 && deadLetters === 0,
  );
  for (const { id: roomId } of rooms) expect(receiver.taken(roomId)).toHaveLength(45);
  await receiver.stop();
});

test('what is written while nobody delivers waits for the next start', async () => {
  const server = await startServer(env);
  const shop = await BackEnd.start(server.url);
  const receiver = await Receiver.start();
  receiver.answer = () => 500;
  await shop.subscribe(receiver.url, ['user.created']);
  const ana = await aUser('ana', server.url);
  await eventually(
    () => receiver.attempts.length,
    (count) => count > 0,
  );
  await server.kill();
  receiver.answer = () => 200;
  await startServer(env);
  expect(typesOf(await receiver.takes(1, ana.id))).toEqual(['user.created']);
  await receiver.stop();
});

test('a call that nobody takes is a missed one, and then an ended one', async () => {
  const server = await startServer({ ...env, CALL_RING_TIMEOUT_S: '5' });
  const shop = await BackEnd.start(server.url);
  const receiver = await Receiver.start();
  await shop.subscribe(receiver.url, ['call.*']);
  const { id } = await ring(await aUser('ana', server.url), await aUser('ben', server.url));
  const received = await receiver.takes(3, id);
  expect(typesOf(received)).toEqual(['call.ringing', 'call.missed', 'call.ended']);
  expect(received[1]!.event.data.call).toMatchObject({ status: 'ended', endReason: 'missed' });
  await receiver.stop();
});

describe('after three days', () => {
  let server: RunningServer;
  let shop: BackEnd;
  let receiver: Receiver;
  let id: string;
  let ana: Device;

  const dead = (search = '') =>
    answer<Page<DeadLetter>>(shop.ask('get', `/api/webhooks/${id}/dead-letters${search}`).expect(200));
  const replay = async (body?: object) =>
    (
      await answer<{ replayed: number }>(
        shop.ask('post', `/api/webhooks/${id}/dead-letters/replay`).send(body).expect(202),
      )
    ).body.replayed;

  beforeEach(async () => {
    server = await startServer(env);
    shop = await BackEnd.start(server.url);
    receiver = await Receiver.start();
    receiver.answer = () => 500;
    ({ id } = await shop.subscribe(receiver.url, ['user.*']));
    ana = await aUser('ana', server.url);
    await ana.rest.patch('/api/profile').send({ displayName: 'Anastasia' }).expect(200);
    await eventually(
      () => receiver.attempts.length,
      (count) => count > 0,
    );
    await setAll('give_up_at = now(), next_attempt_at = now()');
    await eventually(
      () => shop.webhook(id),
      ({ deadLetters }) => deadLetters === 2,
    );
  });

  test('a delivery is a dead letter, listed, counted and logged, and delivered again when somebody asks', async () => {
    const { body } = await dead();
    expect(body).toEqual({
      items: ['user.updated', 'user.created'].map((type) => ({
        id: expect.any(String),
        type,
        subject: `user:${ana.id}`,
        createdAt: expect.any(String),
        deadAt: expect.any(String),
        attempts: expect.any(Number),
        lastFailure: 'status_500',
      })),
      nextCursor: null,
    });
    const first = (await dead('?limit=1')).body;
    const second = (await dead(`?limit=1&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items]).toEqual(body.items);
    expect(server.log()).toContain('a delivery to a webhook was given up');
    const { text: metrics } = await supertest(server.url).get('/metrics');
    expect(metrics).toMatch(/^webhook_backlog\{part="dead"\} 2$/m);
    expect(metrics).toMatch(/^webhook_deliveries_total\{result="dead"\} 2$/m);

    receiver.answer = () => 200;
    expect(await replay({ ids: [body.items[1]!.id] })).toBe(1);
    await receiver.takes(1, ana.id);
    expect(await replay()).toBe(1);
    expect(typesOf(await receiver.takes(2, ana.id))).toEqual(['user.created', 'user.updated']);
    expect(receiver.taken(ana.id).map((one) => one.id)).toEqual(body.items.map((one) => one.id).reverse());
    expect(await replay()).toBe(0);
    await receiver.stop();
  });

  test('one of somebody who leaves goes with them; that they left is delivered', async () => {
    receiver.answer = ({ type }) => (type === 'user.deleted' ? 200 : 500);
    await ana.rest.delete('/api/profile').send({ password: 'seven otters juggle lanterns' }).expect(204);
    expect(typesOf(await receiver.takes(1, ana.id))).toEqual(['user.deleted']);
    expect((await dead()).body.items).toEqual([]);
    await receiver.stop();
  });

  test('are kept for thirty days', async () => {
    await setAll(`dead_at = dead_at - interval '31 days'`);
    await startServer(env);
    await eventually(
      () => shop.webhook(id),
      ({ deadLetters }) => deadLetters === 0,
    );
    await receiver.stop();
  });
});

test('one to which nothing arrived for five days is switched off', async () => {
  const server = await startServer(env);
  const shop = await BackEnd.start(server.url);
  const { id } = await shop.subscribe(`http://127.0.0.1:${await freePort()}/`, ['user.created']);
  await aUser('ana', server.url);
  await eventually(
    () => shop.webhook(id),
    ({ lastFailure }) => lastFailure === 'connection_refused',
  );
  await sql(`UPDATE webhooks SET failing_since = now() - interval '6 days'`);
  await setAll('next_attempt_at = now()');
  const off = await eventually(
    () => shop.webhook(id),
    ({ enabled }) => !enabled,
  );
  expect(off).toMatchObject({ disabledReason: 'failing', waiting: 0, deadLetters: 1 });
  expect(server.log()).toContain('a webhook was switched off');
  const on = await answer(shop.ask('patch', `/api/webhooks/${id}`).send({ enabled: true }).expect(200));
  expect(on.body).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
});

test('secrets are not in the database as they are, nor in the log', async () => {
  const server = await startServer({ ...env, LOG_LEVEL: 'debug' });
  const shop = await BackEnd.start(server.url);
  const { id, secret } = await shop.subscribe('http://127.0.0.1:1/', ['user.created']);
  const [row] = (await sql('SELECT secret_sealed FROM webhooks WHERE id = $1', id)) as {
    secret_sealed: Buffer;
  }[];
  expect(row!.secret_sealed.includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false);
  await aUser('ana', server.url);
  await eventually(
    () => shop.webhook(id),
    ({ failingSince }) => failingSince !== null,
  );
  for (const hidden of [secret.slice(6), shop.key]) expect(server.log()).not.toContain(hidden);
});

test('there are fifty webhooks at most, and a hundred keys', async () => {
  const server = await startServer(env);
  const shop = await BackEnd.start(server.url);
  await sql(
    `INSERT INTO webhooks (id, url, events, secret_sealed) SELECT gen_random_uuid(), 'https://shop.example.org', '{room.*}', '' FROM generate_series(1, 49)`,
  );
  const body = { url: 'https://shop.example.org/', events: ['room.*'] };
  const both = await Promise.all([1, 2].map(() => shop.ask('post', '/api/webhooks').send(body)));
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect((await refusal(shop.ask('post', '/api/webhooks').send(body), 409)).code).toBe('too_many_webhooks');
});
