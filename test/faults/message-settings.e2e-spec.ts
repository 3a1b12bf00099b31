/** Settings for messages: retention and whether guests write. And rate limits. */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { SendAck } from '../../src/messages/messages.protocol.js';
import { query } from '../attacks/mint.js';
import { aGuest, aUser, type Device, type Refused } from '../support/client.js';
import { REAL_LIMITS, someone } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { aPicture } from '../support/images.js';
import { opens, uploads } from '../support/media.js';
import { enter, historyOf, say, seqsOf } from '../support/messages.js';
import { answer, refusal } from '../support/rest.js';
import { aRoom, giveRole } from '../support/rooms.js';
import { startServer, stopServers, stores, temporaryFolder } from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

const PUBLIC = '/api/chat/rooms/public/messages';

describe('MESSAGE_KEEP_DAYS', () => {
  const filesOf = async (dataDir: string) =>
    (await readdir(path.join(dataDir, 'media'), { recursive: true })).filter((name) => name.includes('/'));
  const kept = async (dataDir: string, ids: string[]) =>
    eventually(
      () => filesOf(dataDir),
      (files) => files.length === ids.length && files.every((file) => ids.includes(path.basename(file))),
    );

  test('older messages go with what they show; the numbers go on', async () => {
    const env = { ...(await stores()), DATA_DIR: temporaryFolder('kept'), MEDIA_ORPHAN_AGE_S: '1' };
    const before = await startServer(env);
    const ana = await aUser('ana', before.url);
    await ana.connect();
    const { slug: room } = await aRoom(ana);
    const send = async (text: string): Promise<SendAck & { url: string; mediaId: string }> => {
      const { id: mediaId, url } = await uploads(ana, await aPicture());
      return { ...(await say(ana, room, text, { attachments: [mediaId] })), url, mediaId };
    };
    const [old, young] = [await send('old'), await send('young')];
    await ana.emit('message:react', { room, id: old.id, emoji: '👍' });
    // Nothing else is deleted.
    await before.stop();
    // As if it had been sent in 2023: an id of version 7 begins with its time.
    await query(
      env.DATABASE_URL,
      "UPDATE messages SET id = ('0188aaaa-0000' || substr(id::text, 14))::uuid WHERE id = $1",
      [old.id],
    );
    const forEver = await startServer(env);
    expect(seqsOf((await historyOf(ana.at(forEver.url), room)).messages)).toEqual([1, 2]);
    await kept(env.DATA_DIR, [old.mediaId, young.mediaId]);
    await forEver.stop();

    const { url } = await startServer({ ...env, MESSAGE_KEEP_DAYS: '1' });
    const again = ana.at(url);
    const { messages, lastSeq } = await eventually(
      () => historyOf(again, room),
      (history) => history.messages.length === 1,
    );
    expect([lastSeq, messages[0]?.text, messages[0]?.attachments?.length]).toEqual([2, 'young', 1]);
    await kept(env.DATA_DIR, [young.mediaId]);
    expect((await opens(url + old.url)).status).toBe(404);
    expect((await opens(url + messages[0]!.attachments![0]!.url)).status).toBe(200);
    await again.connect();
    await expect(say(again, room, 'next')).resolves.toMatchObject({ seq: 3 });
    await expect(query(env.DATABASE_URL, 'SELECT 1 FROM message_reactions')).resolves.toEqual([]);
  });

  /** Rows that were locked when the sweep ran are not left for the next hour. */
  test('what a room held goes after it, also when the server died in between and a message was locked', async () => {
    const env = { ...(await stores()), DATA_DIR: temporaryFolder('gone'), MEDIA_ORPHAN_AGE_S: '1' };
    const before = await startServer(env);
    const ana = await aUser('ana', before.url);
    await ana.connect();
    const { slug: room } = await aRoom(ana);
    const { id } = await uploads(ana, await aPicture());
    await say(ana, room, 'x', { attachments: [id] });
    await kept(env.DATA_DIR, [id]);
    await before.kill();
    await query(env.DATABASE_URL, 'UPDATE rooms SET deleted_at = now() WHERE slug = $1', [room]);
    const other = new pg.Client({ connectionString: env.DATABASE_URL });
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM messages FOR UPDATE');
    const { url } = await startServer(env);
    // By the time an unused upload has been deleted, the first sweep of messages is over.
    await uploads(ana.at(url), await aPicture());
    await kept(env.DATA_DIR, [id]);
    await other.query('COMMIT');
    await other.end();
    await kept(env.DATA_DIR, []);
    const { body } = await ana.at(url).rest.get('/api/profile/export').expect(200);
    expect(body).toMatchObject({ messages: { messages: [] }, media: [] });
  });
});

describe('GUESTS_MAY_WRITE', () => {
  const writes = (guest: Device, clientId = randomUUID()) =>
    guest.rest.post(PUBLIC).send({ clientId, text: 'Hello' });

  test('true: guests write in public rooms, by both doors, and not in private ones', async () => {
    const { url } = await startServer({ ...(await stores()), GUESTS_MAY_WRITE: 'true' });
    const [gus, ana] = [await aGuest('Gus', url), await aUser('ana', url)];
    await enter(ana, 'public');
    await writes(gus).expect(201);
    await enter(gus, 'public');
    const { id } = await say(gus, 'public', 'Hello again');
    await expect(ana.receives('message:new', ({ seq }) => seq === 2)).resolves.toMatchObject({
      author: { id: gus.id, displayName: 'Gus', isGuest: true },
    });
    await gus.emit('message:react', { room: 'public', id, emoji: '👍' });
    await gus.rest.patch(`${PUBLIC}/${id}`).send({ text: 'Bye' }).expect(200);
    const upload = gus.rest.post('/api/media').attach('file', await aPicture(), 'a.png');
    expect((await refusal(upload, 403)).code).toBe('guest_not_allowed');
    const { slug } = await aRoom(ana, { kind: 'private' });
    await expect(say(gus, slug, 'x')).rejects.toMatchObject({ code: 'room_not_found' });
    await giveRole(ana, 'public', gus, 'viewer').expect(403);
    const { slug: other } = await aRoom(ana);
    await giveRole(ana, other, gus, 'viewer').expect(200);
    await expect(say(gus, other, 'x')).rejects.toMatchObject({ code: 'permission_denied' });
  });

  test('false: they read', async () => {
    const { url } = await startServer({ ...(await stores()), GUESTS_MAY_WRITE: 'false' });
    const [gus, ana] = [await aGuest('Gus', url), await aUser('ana', url)];
    const code = 'permission_denied';
    expect((await refusal(writes(gus), 403)).code).toBe(code);
    await enter(gus, 'public');
    await ana.connect();
    const { id } = await say(ana, 'public', 'Welcome');
    await gus.receives('message:new');
    await expect(say(gus, 'public', 'x')).rejects.toMatchObject({ code });
    await expect(gus.emit('room:typing', { room: 'public' })).rejects.toMatchObject({ code });
    await expect(gus.emit('message:react', { room: 'public', id, emoji: '👍' })).rejects.toMatchObject({
      code,
    });
    await refusal(gus.rest.put(`${PUBLIC}/${id}/reactions/👍`), 403);
    expect((await historyOf(gus, 'public')).messages).toHaveLength(1);
    // Where they were granted a role, that counts.
    const { slug } = await aRoom(ana);
    await giveRole(ana, slug, gus, 'member').expect(200);
    await say(gus, slug, 'x');
  });
});

describe('there is a limit to', () => {
  const limited = { code: 'rate_limited', retryable: true, retryAfterMs: expect.any(Number) };

  /** How many sequential attempts succeed, and the error after them. */
  async function untilRefused(act: (n: number) => Promise<unknown>): Promise<[number, Refused]> {
    for (let n = 0; ; n++) {
      const error = await act(n).then(
        () => undefined,
        (refused: Refused) => refused,
      );
      if (error) return [n, error];
    }
  }

  test('joining, typing and reacting, for each person by themselves', async () => {
    const { url } = await startServer({ ...(await stores()), ...REAL_LIMITS });
    const [ana, ben] = [await someone(url, 'ana'), await someone(url, 'ben')];
    const { slug: room } = await aRoom(ana);
    // So many that no connection has more than its own limit allows.
    const devices = Array.from({ length: 6 }, () => ana.at(url));
    for (const device of [...devices, ben]) await enter(device, room);
    const nth = (n: number) => devices[n % devices.length]!;
    const { id } = await say(ben, room, 'Tea?');

    const typed = await untilRefused((n) => nth(n).emit('room:typing', { room }));
    expect(typed).toEqual([60, expect.objectContaining(limited)]);
    await ben.emit('room:typing', { room });
    await eventually(
      () => ben.received('room:typing').length,
      (count) => count === 60,
    );

    // By both doors it is one limit.
    const emoji = '👍';
    const reaction = `/api/chat/rooms/${room}/messages/${id}/reactions/${emoji}`;
    for (let n = 0; n < 60; n++) await ana.rest[n % 2 ? 'delete' : 'put'](reaction).expect(200);
    const reacted = await untilRefused((n) =>
      nth(n).emit(n % 2 ? 'message:unreact' : 'message:react', { room, id, emoji }),
    );
    expect(reacted).toEqual([60, expect.objectContaining(limited)]);
    for (const method of ['put', 'delete'] as const) {
      const { body, headers } = await ana.rest[method](reaction).expect(429);
      expect(body).toMatchObject(limited);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    await ben.rest.put(reaction).expect(200);

    // Each device has joined once.
    const joined = await untilRefused((n) => nth(n).emit('room:join', { room }));
    expect(joined).toEqual([120 - devices.length, expect.objectContaining(limited)]);
    await ben.emit('room:join', { room });
  });

  test('what is said in a room, by however many', async () => {
    // A tenth of the limit in docs/protocol/messages.md.
    const env = { ...(await stores()), ...REAL_LIMITS, RATE_LIMIT_FACTOR: '0.1' };
    const { url } = await startServer(env);
    const people = await Promise.all(Array.from({ length: 9 }, (_, i) => someone(url, `p${i}`)));
    const [owner, second] = people as [Device, Device];
    const [{ slug: room }, { slug: other }] = [await aRoom(owner), await aRoom(second)];
    const overRest = async (person: Device, where: string): Promise<string> => {
      const body = { clientId: randomUUID(), text: 'x' };
      const request = person.rest.post(`/api/chat/rooms/${where}/messages`).send(body);
      const { status, body: said } = await answer<{ code?: string }>(request);
      return `${status} ${said.code ?? ''}`;
    };
    const all = await Promise.all(people.flatMap((person) => [0, 1, 2, 3].map(() => overRest(person, room))));
    const stored = all.filter((outcome) => outcome === '201 ');
    expect([stored.length, all.length]).toEqual([30, 36]);
    expect(new Set(all)).toEqual(new Set(['201 ', '429 rate_limited']));
    await expect(historyOf(owner, room)).resolves.toMatchObject({ lastSeq: 30 });
    // A user who has not written yet is refused here as well, by either transport, and accepted elsewhere.
    const fresh = await someone(url, 'fresh');
    await fresh.connect();
    await expect(say(fresh, room, 'there')).rejects.toMatchObject(limited);
    expect(await overRest(fresh, room)).toBe('429 rate_limited');
    expect(await overRest(fresh, other)).toBe('201 ');
  });
});
