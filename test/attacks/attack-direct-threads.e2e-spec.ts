/**
 * An attacker tries to have two threads with the same user, to enter a thread of others, to write despite a block, or to write
 * to all users.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Message } from '../../src/messages/messages.protocol.js';
import { aUser, type Device, Refused } from '../support/client.js';
import { REAL_LIMITS, someone } from '../support/crowd.js';
import { aThread, block, startThread, unblock } from '../support/direct.js';
import { eventually } from '../support/eventually.js';
import { BackEnd } from '../support/integrations.js';
import { enter, historyOf, say } from '../support/messages.js';
import { answer, refusal } from '../support/rest.js';
import { aRoom } from '../support/rooms.js';
import { startServer, stores } from '../support/server.mjs';
import { query } from './mint.js';

let databaseUrl: string;
let urls: string[];

beforeAll(async () => {
  const env = await stores();
  databaseUrl = env.DATABASE_URL;
  urls = [(await startServer(env)).url, (await startServer(env)).url];
});

/** Two people, each at both instances. */
async function aPair(): Promise<[ana: Device[], ben: Device[]]> {
  const [ana, ben] = [await aUser('ana', urls[0]), await aUser('ben', urls[1])];
  return [urls.map((url) => ana.at(url)), urls.map((url) => ben.at(url))];
}

const rows = (sql: string, ...values: unknown[]) => query<Record<string, unknown>>(databaseUrl, sql, values);

describe('one thread for two people', () => {
  test('in a storm of beginnings by both, on two instances', async () => {
    const [anas, bens] = await aPair();
    const [ana, ben] = [anas[0]!, bens[0]!];
    const begun = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        i % 2 === 0 ? aThread(anas[(i / 2) % 2]!, ben) : aThread(bens[((i - 1) / 2) % 2]!, ana),
      ),
    );
    expect(new Set(begun.map(({ slug }) => slug)).size).toBe(1);
    const held = await rows('SELECT id FROM rooms WHERE $1 IN (low_id, high_id)', ana.id);
    expect(held).toEqual([{ id: begun[0]!.id }]);
    const members = await rows('SELECT user_id FROM room_members WHERE room_id = $1', begun[0]!.id);
    expect(members.map((row) => row.user_id).sort()).toEqual([ana.id, ben.id].sort());
  });

  test('the database takes no second one, none turned round, none without its two', async () => {
    const [[ana], [ben]] = await aPair();
    const { id } = await aThread(ana!, ben!);
    const [low, high] = [ana!.id, ben!.id].sort();
    const insert = (kind: string, one: string | null, other: string | null) =>
      rows(
        `INSERT INTO rooms (id, slug, name, kind, low_id, high_id) VALUES ($1, $2, '', $3::room_kind, $4, $5)`,
        randomUUID(),
        `forged-${randomUUID()}`,
        kind,
        one,
        other,
      );
    await expect(insert('direct', low!, high!)).rejects.toThrow('rooms_low_id_high_id_key');
    for (const forged of [
      () => insert('direct', high!, low!),
      () => insert('direct', low!, low!),
      () => insert('direct', low!, null),
      () => insert('direct', null, null),
      () => insert('private', low!, high!),
      () => rows(`UPDATE rooms SET kind = 'public' WHERE id = $1`, id),
    ])
      await expect(forged()).rejects.toThrow('rooms_pair_check');
  });
});

describe('a thread of others', () => {
  test('takes both: a role without being one of the two is nothing, and the other way round', async () => {
    const [[ana], [ben]] = await aPair();
    const { id, slug } = await aThread(ana!, ben!);
    const eve = await aUser('eve', urls[0]);
    await eve.connect();
    for (const role of ['owner', 'admin', 'member', 'viewer']) {
      await rows(
        `INSERT INTO room_members (room_id, user_id, role) VALUES ($1, $2, $3::room_role)
          ON CONFLICT (room_id, user_id) DO UPDATE SET role = excluded.role`,
        id,
        eve.id,
        role,
      );
      expect((await refusal(eve.rest.get(`/api/chat/rooms/${slug}`), 404)).code).toBe('room_not_found');
      await expect(eve.emit('room:join', { room: slug })).rejects.toMatchObject({ code: 'room_not_found' });
      await expect(say(eve, slug, 'x')).rejects.toMatchObject({ code: 'room_not_found' });
    }
    await enter(ben!, slug);
    await rows('DELETE FROM room_members WHERE room_id = $1 AND user_id = $2', id, ben!.id);
    await refusal(ben!.rest.get(`/api/chat/rooms/${slug}/messages`), 404);
    await expect(say(ben!, slug, 'x')).rejects.toMatchObject({ code: 'room_not_found' });
  });

  test('gives nothing away by rooms of their own, mentions, searches or other back ends', async () => {
    const [[ana], [ben]] = await aPair();
    const eve = await aUser('eve', urls[1]);
    const { slug } = await aThread(ana!, ben!);
    await enter(ana!, slug);
    const { id, seq } = await say(ana!, slug, `the treasure is under the palm, @${eve.user.username}`);
    const message = await ana!.receives('message:new');
    expect(message).toMatchObject({ seq });
    expect(message.mentions).toBeUndefined();

    const { slug: own } = await aRoom(eve);
    await enter(eve, own);
    for (const act of [
      () => eve.emit('message:edit', { room: own, id, text: 'mine' }),
      () => eve.emit('message:delete', { room: own, id }),
      () => eve.emit('message:react', { room: own, id, emoji: '👍' }),
      () => say(eve, own, 'x', { replyTo: id }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'message_not_found' });
    for (const room of [own, 'public']) {
      const found = eve.rest.get(`/api/chat/rooms/${room}/messages/search?q=treasure`).expect(200);
      expect((await answer<{ messages: Message[] }>(found)).body.messages).toEqual([]);
    }
    const lists = await eve.rest.get('/api/chat/rooms').expect(200);
    expect(lists.text).not.toContain(slug);

    const shop = await BackEnd.start(urls[0]);
    const event = { to: { room: slug }, event: 'post.unlocked', data: {} };
    expect((await refusal(shop.publish(event), 404)).code).toBe('room_not_found');
  });
});

describe('a block', () => {
  test('stops one who writes all the time, on both instances, from the moment it stands', async () => {
    const [anas, bens] = await aPair();
    const { slug } = await aThread(anas[0]!, bens[0]!);
    for (const device of [...anas, ...bens]) await enter(device, slug);
    const outcome = (sending: Promise<unknown>) =>
      sending.then(
        () => 'stored',
        (error: unknown) => {
          if (!(error instanceof Refused)) throw error;
          return error.code;
        },
      );
    let stands = false;
    const writeOn = async (device: Device): Promise<string[]> => {
      const outcomes: string[] = [];
      // Some messages more than it takes to be stopped.
      for (let after = 0; after < 3;) {
        const late = stands;
        const one = await outcome(say(device, slug, 'Listen!'));
        if (late) after++;
        if (late || one !== 'stored') outcomes.push(one);
      }
      return outcomes;
    };
    const writing = bens.map(writeOn);
    await eventually(
      async () => (await historyOf(anas[0]!, slug)).lastSeq,
      (lastSeq) => lastSeq > 5,
    );
    await block(anas[0]!, bens[0]!);
    stands = true;
    expect(new Set((await Promise.all(writing)).flat())).toEqual(new Set(['permission_denied']));
    for (const device of anas)
      await expect(say(device, slug, 'x')).rejects.toMatchObject({ code: 'peer_blocked' });

    const { lastSeq } = await historyOf(anas[1]!, slug);
    const events = anas.map((device) => device.received('room:typing').length);
    for (const device of bens) {
      await expect(device.emit('room:typing', { room: slug })).rejects.toMatchObject({
        code: 'permission_denied',
      });
      const path = `/api/chat/rooms/${slug}/messages`;
      const sent = device.rest.post(path).send({ clientId: randomUUID(), text: 'Listen!' });
      expect((await refusal(sent, 403)).code).toBe('permission_denied');
    }
    expect((await historyOf(anas[1]!, slug)).lastSeq).toBe(lastSeq);
    expect(anas.map((device) => device.received('room:typing').length)).toEqual(events);
  });

  test('put up and taken down all at once is there or not, the same for both and everywhere', async () => {
    const [anas, bens] = await aPair();
    const { slug } = await aThread(anas[0]!, bens[0]!);
    for (const device of [...anas, ...bens]) await enter(device, slug);
    for (let round = 0; round < 5; round++) {
      await Promise.all(
        anas.flatMap((device) => [
          block(device, bens[0]!),
          unblock(device, bens[0]!),
          block(device, bens[0]!),
        ]),
      );
      const seen = await Promise.all(
        [...anas, ...bens].map(async ({ rest }) => {
          const { may } = (await rest.get(`/api/chat/rooms/${slug}`).expect(200)).body as { may: string[] };
          return may.includes('write');
        }),
      );
      expect(new Set(seen).size).toBe(1);
      for (const device of bens)
        expect(
          await say(device, slug, 'x').then(
            () => true,
            () => false,
          ),
        ).toBe(seen[0]);
    }
  });

  test('says to whom it concerns what calling says, and no more', async () => {
    const [[ana], [ben]] = await aPair();
    await block(ana!, ben!);
    const called = await refusal(
      ben!.rest.post('/api/calls').send({ calleeId: ana!.id, media: 'audio' }),
      403,
    );
    const begun = await refusal(startThread(ben!, ana!.user.username), 403);
    for (const key of ['code', 'title', 'detail', 'retryable'] as const) expect(begun[key]).toBe(called[key]);
    // Nothing was made that a second try would find.
    await unblock(ana!, ben!);
    expect(await rows('SELECT id FROM rooms WHERE $1 IN (low_id, high_id)', ana!.id)).toEqual([]);
  });
});

test('nobody begins with everybody: thirty new threads an hour, also all at once; those there are stay open', async () => {
  const url = (await startServer({ ...(await stores()), ...REAL_LIMITS, RATE_LIMIT_FACTOR: '0.1' })).url;
  const spammer = await someone(url, 'spam');
  const people = await Promise.all(Array.from({ length: 8 }, () => someone(url, 'ana')));
  const tried = await Promise.all(
    people.map(async (person) => ({
      person,
      status: (await startThread(spammer, person.user.username)).status,
    })),
  );
  expect(tried.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
  for (const { person, status } of tried) {
    const again = startThread(spammer, person.user.username);
    if (status === 200) await again.expect(200);
    else expect((await refusal(again, 429)).code).toBe('rate_limited');
  }
  // They may write first.
  const refused = tried.find(({ status }) => status === 429)!.person;
  const { slug } = await aThread(refused, spammer);
  expect((await aThread(spammer, refused)).slug).toBe(slug);
});
