import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { searchVector } from './message-search.policy.js';
import type { MessageAuthor, Reaction } from './messages.protocol.js';

export type { Transaction } from '../platform/database/database.js';

export interface NewMessage {
  id: string;
  room: string;
  /** How its room is called. */
  slug: string;
  /** Direct messages are not sent to webhooks. */
  isDirect?: true;
  author: string;
  client: string;
  text: string;
  reply?: string;
  replySeq?: number;
  mentions: string[];
  /** Ids of media; absent without any. */
  attachments?: string[];
}

export interface Written {
  id: string;
  roomId: string;
  seq: number;
  createdAt: Date;
  /** It was there before. */
  known: boolean;
  author: MessageAuthor;
}

export interface Head {
  lastSeq: number;
  revision: number;
}

/** Which messages of a room: after one, by number; before one, or the latest, the other way round. */
export interface Slice {
  afterSeq?: number;
  beforeSeq?: number;
  limit: number;
}

/** A message as it is stored, with its author. */
export interface MessageRow extends Omit<MessageAuthor, 'id'> {
  id: string;
  authorId: string;
  roomId: string;
  seq: number;
  clientId: string;
  text: string | null;
  replyToId: string | null;
  replyToSeq: number | null;
  mentions: string[];
  attachments: string[] | null;
  createdAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  changedBy: string | null;
  revision: number | null;
  reactions: Reaction[] | null;
}

const AUTHOR = Prisma.sql`u.id AS "authorId", u.username, u.display_name AS "displayName",
  u.kind = 'guest' AS "isGuest"`;

/** @param me whose own reactions are marked */
const message = (
  me: string | undefined,
) => Prisma.sql`m.id, m.room_id AS "roomId", m.seq, m.client_id AS "clientId", m.text,
  m.reply_to_id AS "replyToId", m.reply_to_seq AS "replyToSeq", m.mentions::text[], m.attachments::text[],
    m.created_at AS "createdAt", m.edited_at AS "editedAt",
  m.deleted_at AS "deletedAt", m.changed_by AS "changedBy", m.revision, ${AUTHOR}, ${reactions(me)} AS reactions`;

const reactions = (me: string | undefined) => Prisma.sql`(
  SELECT json_agg(json_build_object('emoji', emoji, 'count', count, 'mine', mine) ORDER BY since, emoji) FROM (
    SELECT emoji, count(*)::int AS count, coalesce(bool_or(user_id = ${me ?? null}::uuid), false) AS mine,
      min(created_at) AS since
    FROM message_reactions r WHERE r.message_id = m.id GROUP BY emoji) AS of_one)`;

/** The columns that `write` returns of a message, as one value for all: a row each takes longer to read than to store. */
type StoredValues = [
  n: number,
  id: string,
  roomId: string,
  seq: number,
  createdAt: string,
  known: boolean,
  authorId: string,
  username: string,
  displayName: string,
  isGuest: boolean,
];

/** The messages of rooms. */
@Injectable()
export class MessagesStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  /**
   * Messages of any rooms in one statement, hence one transaction, in the order given. A room's head is locked from the moment
   * its numbers are taken until they are stored: there are no gaps. Heads are locked in the order of their ids, so that
   * instances do not deadlock; authors before them, as where an account ends, after which nothing of theirs is stored.
   * @param messages no two of one author with the same clientId
   * @param maybeKnown whether a message that the author has already stored under its clientId is looked for, and returned as it
   * is; otherwise nothing is stored beside such a message: it violates a unique index
   * @param tx without it nothing new is stored while a webhook subscribes to messages, which takes a transaction
   * @returns by position
   */
  async write(messages: NewMessage[], maybeKnown: boolean, tx?: Transaction): Promise<Written[]> {
    const unless = tx ? Prisma.empty : Prisma.sql`AND NOT ${this.outbox.hasSubscribers('message.created')}`;
    const input = JSON.stringify(
      messages.map((message, n) => ({ n, words: searchVector(message.text), ...message })),
    );
    const [found] = await (tx ?? this.database).$queryRaw<{ stored: StoredValues[] | null }[]>`/* prepared */
      WITH input AS (
        SELECT * FROM json_to_recordset(${input}::json)
          AS i(n int, id uuid, room uuid, author uuid, client text, text text, words text, reply uuid, "replySeq" int,
            mentions uuid[], attachments uuid[])),
      authors AS MATERIALIZED (
        SELECT u.id FROM users u WHERE u.id IN (SELECT author FROM input) AND u.account_status = 'active' ORDER BY u.id
          FOR KEY SHARE),
      known AS (
        SELECT i.n, m.id, m.room_id, m.seq, m.created_at, m.author_id, true AS known
        FROM input i JOIN messages m ON m.author_id = i.author AND m.client_id = i.client WHERE ${maybeKnown}::boolean),
      fresh AS (
        SELECT i.*, row_number() OVER (PARTITION BY room ORDER BY n)::int AS nth,
          count(*) OVER (PARTITION BY room)::int AS many
        FROM input i JOIN authors a ON a.id = i.author
          WHERE NOT EXISTS (SELECT FROM known k WHERE k.n = i.n) ${unless}),
      heads AS (
        INSERT INTO message_heads AS h (room_id, last_seq) SELECT room, max(many) FROM fresh GROUP BY room ORDER BY room
        ON CONFLICT (room_id) DO UPDATE SET last_seq = h.last_seq + excluded.last_seq
        RETURNING h.room_id, h.last_seq),
      written AS (
        INSERT INTO messages (id, room_id, seq, author_id, client_id, text, words, reply_to_id, reply_to_seq, mentions,
          attachments, created_at)
        SELECT f.id, f.room, h.last_seq - f.many + f.nth, f.author, f.client, f.text, f.words::tsvector, f.reply,
          f."replySeq", f.mentions, f.attachments, clock_timestamp()
        FROM fresh f JOIN heads h ON h.room_id = f.room ORDER BY f.n
        RETURNING id, room_id, seq, created_at, author_id, false AS known)
      SELECT json_agg(json_build_array(s.n, s.id, s.room_id, s.seq, s.created_at, s.known, u.id, u.username,
        u.display_name, u.kind = 'guest')) AS stored
      FROM (SELECT f.n, w.* FROM written w JOIN fresh f ON f.id = w.id UNION ALL SELECT * FROM known) AS s
      JOIN users u ON u.id = s.author_id`;
    const written: Written[] = [];
    for (const [
      n,
      id,
      roomId,
      seq,
      createdAt,
      known,
      authorId,
      username,
      displayName,
      isGuest,
    ] of found?.stored ?? []) {
      const author = { id: authorId, username, displayName, isGuest };
      written[n] = { id, roomId, seq, createdAt: new Date(createdAt), known, author };
    }
    return written;
  }

  async head(roomId: string, tx: Transaction = this.database): Promise<Head> {
    const found = await tx.messageHead.findUnique({ where: { roomId } });
    return { lastSeq: found?.lastSeq ?? 0, revision: found?.lastRevision ?? 0 };
  }

  async heads(roomIds: string[]): Promise<Map<string, Head>> {
    const rows = await this.database.messageHead.findMany({ where: { roomId: { in: roomIds } } });
    return new Map(
      rows.map(({ roomId, lastSeq, lastRevision }) => [roomId, { lastSeq, revision: lastRevision }]),
    );
  }

  /** The nearest ones to where the slice begins, the oldest first. */
  async list(roomId: string, { afterSeq, beforeSeq, limit }: Slice, me?: string): Promise<MessageRow[]> {
    if (afterSeq !== undefined)
      return this.find(
        Prisma.sql`m.room_id = ${roomId}::uuid AND m.seq > ${afterSeq} ORDER BY m.seq LIMIT ${limit}`,
        me,
      );
    const before = beforeSeq === undefined ? Prisma.empty : Prisma.sql`AND m.seq < ${beforeSeq}`;
    const rows = await this.find(
      Prisma.sql`m.room_id = ${roomId}::uuid ${before} ORDER BY m.seq DESC LIMIT ${limit}`,
      me,
    );
    return rows.reverse();
  }

  /** Those up to `upToSeq` that have changed after a revision, in the order of their latest changes. */
  changed(
    roomId: string,
    afterRevision: number,
    upToSeq: number,
    limit: number,
    me?: string,
  ): Promise<MessageRow[]> {
    return this.find(
      Prisma.sql`m.room_id = ${roomId}::uuid AND m.revision > ${afterRevision} AND m.seq <= ${upToSeq}
        ORDER BY m.revision LIMIT ${limit}`,
      me,
    );
  }

  /** Full text, in any language; the latest first. @param query a tsquery */
  search(
    roomId: string,
    query: string,
    beforeSeq: number | undefined,
    limit: number,
    me?: string,
  ): Promise<MessageRow[]> {
    const before = beforeSeq === undefined ? Prisma.empty : Prisma.sql`AND m.seq < ${beforeSeq}`;
    return this.find(
      Prisma.sql`m.words @@ ${query}::tsquery AND m.room_id = ${roomId}::uuid ${before}
        ORDER BY m.seq DESC LIMIT ${limit}`,
      me,
    );
  }

  /** Of each room the latest one. */
  latest(roomIds: string[], me?: string): Promise<MessageRow[]> {
    return this.find(
      Prisma.sql`m.id IN (SELECT latest.id FROM unnest(${roomIds}::uuid[]) AS r(id)
        CROSS JOIN LATERAL (SELECT id FROM messages WHERE room_id = r.id ORDER BY seq DESC LIMIT 1) AS latest)`,
      me,
    );
  }

  async get(roomId: string, id: string, me?: string, tx?: Transaction): Promise<MessageRow | undefined> {
    const rows = await this.find(Prisma.sql`m.id = ${id}::uuid AND m.room_id = ${roomId}::uuid`, me, tx);
    return rows[0];
  }

  /** The number of a message of a room. */
  async seqOf(roomId: string, id: string): Promise<number | undefined> {
    return (await this.database.message.findFirst({ where: { id, roomId }, select: { seq: true } }))?.seq;
  }

  /** Deletes a user's message texts; the tombstones stay. Rooms in the order of their ids, as `write` locks them. */
  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM message_heads
      WHERE room_id IN (SELECT room_id FROM messages WHERE author_id = ${userId}::uuid)
      ORDER BY room_id FOR NO KEY UPDATE`;
    await tx.$executeRaw`
      WITH gone AS (
        SELECT id, room_id, row_number() OVER (PARTITION BY room_id ORDER BY seq)::int AS nth,
          count(*) OVER (PARTITION BY room_id)::int AS many
        FROM messages WHERE author_id = ${userId}::uuid AND deleted_at IS NULL),
      heads AS (
        UPDATE message_heads h SET last_revision = last_revision + many
          FROM (SELECT DISTINCT room_id, many FROM gone) AS g
        WHERE h.room_id = g.room_id RETURNING h.room_id, h.last_revision)
      UPDATE messages m SET text = NULL, words = NULL, mentions = '{}', attachments = NULL, deleted_at = now(),
        changed_by = author_id,
        revision = last_revision - many + nth
      FROM gone g JOIN heads h ON h.room_id = g.room_id WHERE m.id = g.id`;
    await tx.messageReaction.deleteMany({ where: { OR: [{ userId }, { message: { authorId: userId } }] } });
  }

  private find(
    which: Prisma.Sql,
    me: string | undefined,
    tx: Transaction = this.database,
  ): Promise<MessageRow[]> {
    return tx.$queryRaw`SELECT ${message(me)} FROM messages m JOIN users u ON u.id = m.author_id WHERE ${which}`;
  }
}
