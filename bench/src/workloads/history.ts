/** Pages of a long history at random places, beside the same query by a bare client of the same PostgreSQL. */
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { getRequest } from '../load/http.js';
import type { RinglineTarget } from '../targets/ringline.js';
import { closedLoop } from './messages.js';
import { askRound, type Asker } from './reads.js';
import { type Context, interleave, type Rounds } from './workload.js';

const PAGE = 50;
const WARM_UP_MS = 1000;

export async function history({
  ringline,
  databaseUrl,
  settings: { history: size },
}: Context): Promise<Rounds> {
  if (!ringline) return {};
  await ringline.start();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: size.connections });
  try {
    await ringline.prepare(size.connections);
    const slug = await aRoom(ringline);
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM rooms WHERE slug = $1', [slug]);
    const roomId = rows[0]!.id;
    await fill(databaseUrl, roomId, ringline.accounts[0]!.id, size.messages);
    const before = () => randomInt(PAGE, size.messages) + 1;
    const asker: Asker = {
      name: ringline.name,
      server: ringline.server,
      request: ({ token }) =>
        getRequest(
          ringline.server.port,
          `/api/chat/rooms/${slug}/messages?limit=${PAGE}&beforeSeq=${before()}`,
          token,
        ),
    };
    const accounts = ringline.accounts.slice(0, size.connections);
    const ways = [
      { name: ringline.name, ask: (forMs: number) => askRound(asker, accounts, forMs) },
      {
        name: 'query',
        ask: (forMs: number) =>
          closedLoop(size.connections, forMs, () => pool.query(QUERY, [roomId, before(), PAGE + 1])),
      },
    ];
    for (const { ask } of ways) await ask(WARM_UP_MS);
    const rounds = await interleave(ways, size.rounds, ({ ask }) => ask(size.roundMs));
    await pool.query('DELETE FROM messages WHERE room_id = $1', [roomId]);
    return rounds;
  } finally {
    await pool.end();
    await ringline.stop();
  }
}

async function aRoom({ server, accounts }: RinglineTarget): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/chat/rooms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accounts[0]!.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'A long history', kind: 'public' }),
  });
  if (answer.status !== 201) throw new Error(`a room could not be made: ${answer.status}`);
  return ((await answer.json()) as { slug: string }).slug;
}

/** Straight into the table, without the words that only searching reads. */
async function fill(databaseUrl: string, roomId: string, authorId: string, messages: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO messages (id, room_id, seq, author_id, client_id, text)
       SELECT gen_random_uuid(), $1::uuid, n, $2::uuid, 'bench-' || n, 'Message ' || n || ', some eighty characters long, as people write them every day.'
       FROM generate_series(1, $3::int) AS n`,
      [roomId, authorId, messages],
    );
    await client.query('INSERT INTO message_heads (room_id, last_seq) VALUES ($1, $2)', [roomId, messages]);
    await client.query('VACUUM ANALYZE messages');
  } finally {
    await client.end();
  }
}

/** The data a page needs: the messages, their authors and their reactions. */
const QUERY = `SELECT m.id, m.seq, m.client_id, m.text, m.reply_to_id, m.reply_to_seq, m.mentions::text[], m.created_at, m.edited_at, m.deleted_at,
    m.changed_by, m.revision, u.id AS author, u.username, u.display_name, u.kind,
    (SELECT json_agg(json_build_object('emoji', emoji, 'count', count)) FROM (
      SELECT emoji, count(*)::int AS count FROM message_reactions r WHERE r.message_id = m.id GROUP BY emoji) AS of_one) AS reactions
  FROM messages m JOIN users u ON u.id = m.author_id WHERE m.room_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3`;
