/** Messages stored by an earlier version are found with the search of this one, while the server already works. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { History } from '../../src/messages/messages.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { PublicUser } from '../../src/users/users.protocol.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { say } from '../support/messages.js';
import { answer } from '../support/rest.js';
import { aRoom } from '../support/rooms.js';
import { startServer, stores } from '../support/server.mjs';

/** More than fit into two batches. */
const OLD = 450;
const TEXT = '我家在上海东边';

let env: Record<string, string>;
let database: pg.Client;

beforeAll(async () => {
  env = await stores();
  database = new pg.Client({ connectionString: env['DATABASE_URL'] });
  await database.connect();
});
afterAll(() => database.end());

async function found(who: Device, room: string, q: string): Promise<number> {
  const request = who.rest.get(`/api/chat/rooms/${room}/messages/search`).query({ q, limit: 100 });
  return (await answer<History>(request.expect(200))).body.messages.length;
}

test('messages and people of an earlier version', async () => {
  const before = await startServer(env);
  const ana = await aUser('ana', before.url);
  await ana.rest.patch('/api/profile').send({ displayName: 'Zoë Łódź' }).expect(200);
  const room = (await aRoom(ana)).slug;
  await ana.connect();
  await say(ana, room, TEXT);
  ana.disconnect();
  await before.stop();
  // As they were stored before.
  await database.query(`INSERT INTO messages (id, room_id, seq, author_id, client_id, text)
    SELECT gen_random_uuid(), room_id, n, author_id, 'old-' || n, text FROM messages, generate_series(2, ${OLD}) AS n`);
  await database.query(`UPDATE messages SET words = to_tsvector('simple', lower(text))`);
  await database.query(
    `UPDATE messages SET text = NULL, words = NULL, deleted_at = now() WHERE seq = ${OLD}`,
  );
  await database.query(`UPDATE message_heads SET last_seq = ${OLD}`);
  await database.query('UPDATE users SET display_name_folded = NULL');
  await database.query('DELETE FROM backfills');
  // One of them is being changed at the moment.
  await database.query('BEGIN');
  await database.query('SELECT 1 FROM messages WHERE seq = 7 FOR UPDATE');

  const servers = [await startServer(env), await startServer(env)];
  const again = ana.at(servers[1]!.url);
  await eventually(
    () => found(again, room, '上海'),
    (count) => count > 0,
  );
  await database.query('COMMIT');
  const countOf = async (condition: string) =>
    (await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM messages WHERE ${condition}`))
      .rows[0]!.n;
  await eventually(
    () => countOf(`words @@ '''上海'' <1> ''海东'''::tsquery`),
    (count) => count === OLD - 1,
  );
  expect(await countOf('words IS NULL')).toBe(1);
  expect(await found(again, room, '上海')).toBe(100);

  const people = async () => {
    const { body } = await answer<Page<PublicUser>>(
      again.rest.get('/api/users').query({ query: 'lodz zoe' }),
    );
    return body.items.map(({ id }) => id);
  };
  await eventually(people, (ids) => ids.includes(ana.id));
  // A version that does not know the folded name changes the name: the old one leads nowhere.
  await database.query(`UPDATE users SET display_name = 'Bo' WHERE id = $1`, [ana.id]);
  expect(await people()).toEqual([]);
  for (const server of servers) expect(await server.stop()).toBe(0);
});
