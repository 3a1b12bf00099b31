/** Numbers of unread messages and missed calls, when events get lost or no instance is left to send them. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { ring } from '../support/calls.js';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { aUser, PASSWORD } from '../support/client.js';
import { enter, say } from '../support/messages.js';
import { aRoom, giveRole } from '../support/rooms.js';
import { type RunningServer, startServer, stopServers, stores } from '../support/server.mjs';
import { receivesUnread, receivesMissed, unreadOf } from '../support/unread.js';
import { cuttablePair } from './cuttable-server.js';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

let link: CuttableLink | undefined;
let far: RunningServer | undefined;

afterEach(async () => {
  link?.mend();
  await far?.stop();
  await link?.close();
  link = far = undefined;
});

test('what was said while an instance could not hear it is counted there afterwards', async () => {
  const env = await stores();
  link = await cuttableLink(env.REDIS_URL);
  const near = await startServer(env, { name: 'near' });
  far = await startServer({ ...env, REDIS_URL: link.url }, { name: 'far', errorsExpected: true });
  const [ana, ben] = [await aUser('ana', near.url), await aUser('ben', far.url)];
  const { slug: room } = await aRoom(ana, { kind: 'private' });
  await giveRole(ana, room, ben, 'member').expect(200);
  for (const person of [ana, ben]) await person.connect();
  await say(ana, room, 'one');
  await receivesUnread(ben, { [room]: 1 });

  link.cut();
  await say(ana, room, 'two');
  const overRest = ben.at(near.url);
  expect((await unreadOf(overRest)).total).toBe(2);
  link.mend();
  await receivesUnread(ben, { [room]: 2 });
  await overRest.rest.post('/api/inbox/read').send({ room, seq: 2 }).expect(200);
  await receivesUnread(ben, {});
});

test('what was said while an instance waited for its database is counted there soon after', async () => {
  const [near, frozen] = await cuttablePair();
  try {
    const [ana, ben] = [await aUser('ana', near.url), await aUser('ben', frozen.url)];
    const { slug: room } = await aRoom(ana, { kind: 'private' });
    await giveRole(ana, room, ben, 'member').expect(200);
    for (const person of [ana, ben]) await person.connect();
    await say(ana, room, 'one');
    await receivesUnread(ben, { [room]: 1 });
    frozen.postgres.freeze();
    await say(ana, room, 'two');
    // It has looked in vain by then.
    await frozen.readiness(503);
    frozen.postgres.mend();
    await receivesUnread(ben, { [room]: 2 });
  } finally {
    await Promise.all([near.stop(), frozen.stop()]);
  }
});

test('what happened in the database alone is sent in the end', async () => {
  const env = await stores();
  const { url } = await startServer(env);
  const [ana, ben] = [await aUser('ana', url), await aUser('ben', url)];
  const { slug: room } = await aRoom(ana, { kind: 'private' });
  await giveRole(ana, room, ben, 'member').expect(200);
  for (const person of [ana, ben]) await person.connect();
  for (const text of ['one', 'two', 'three']) await say(ana, room, text);
  await receivesUnread(ben, { [room]: 3 });
  // As an instance that died between the commit and the event leaves it.
  await query(env.DATABASE_URL, 'UPDATE read_marks SET seq = 2 WHERE user_id = $1', [ben.id]);
  await receivesUnread(ben, { [room]: 1 });
});

test('a killed instance loses no mark that was acknowledged', async () => {
  const env = await stores();
  const [first, second] = [await startServer(env), await startServer(env)];
  const [ana, ben] = [await aUser('ana', second.url), await aUser('ben', first.url)];
  const { slug: room } = await aRoom(ana, { kind: 'private' });
  await giveRole(ana, room, ben, 'member').expect(200);
  for (const person of [ana, ben]) await enter(person, room);
  for (const text of ['one', 'two', 'three']) await say(ana, room, text);
  await expect(ben.emit('inbox:mark-read', { room, seq: 2 })).resolves.toEqual({ unread: 1 });
  await first.kill();
  const back = ben.at(second.url);
  await back.connect();
  await receivesUnread(back, { [room]: 1 });
});

test('a call that rings out is missed, also when the instance that took it is dead, and by a user who is away', async () => {
  const env = { ...(await stores()), CALL_RING_TIMEOUT_S: '2' };
  const [first, second] = [await startServer(env), await startServer(env)];
  const [ana, ben] = [await aUser('ana', first.url), await aUser('ben', second.url)];
  for (const person of [ana, ben]) await person.connect();
  const { call } = await ring(ana, ben);
  await first.kill();
  await expect(ben.receives('inbox:missed-call')).resolves.toMatchObject({
    call: { id: call.id, endReason: 'missed' },
    caller: { id: ana.id },
  });
  await receivesMissed(ben, 1);

  const back = ana.at(second.url);
  await back.connect();
  ben.disconnect();
  const { call: later } = await back.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  await back.receives('call:ended', ({ call: ended }) => ended.id === later.id);
  await ben.connect();
  await ben.receives('inbox:missed-call', ({ call: missed }) => missed.id === later.id);
  await receivesMissed(ben, 2);
});

test('marks of an erased account go with it', async () => {
  const env = await stores();
  const { url } = await startServer(env);
  const [ana, ben] = [await aUser('ana', url), await aUser('ben', url)];
  const { slug: room } = await aRoom(ana);
  for (const person of [ana, ben]) await person.connect();
  await say(ana, room, 'one');
  await ben.emit('inbox:mark-read', { room, seq: 1 });
  const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  await ana.emit('call:hangup', { callId: call.id });
  await ben.receives('inbox:missed-call');
  const held = (table: string) =>
    query<{ count: string }>(env.DATABASE_URL, `SELECT count(*) FROM ${table} WHERE user_id = $1`, [ben.id]);
  for (const table of ['read_marks', 'missed_calls'])
    await expect(held(table)).resolves.toEqual([{ count: '1' }]);
  await ben.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  for (const table of ['read_marks', 'missed_calls'])
    await expect(held(table)).resolves.toEqual([{ count: '0' }]);
});
