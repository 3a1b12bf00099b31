import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { UNREAD_MAX } from './inbox.protocol.js';
import { unreadCounter } from './unread.policy.js';

/** Beyond every message: all that there are. */
export const EVERYTHING = 2 ** 31 - 1;

export interface Reading {
  userId: string;
  roomId: string;
  /** Up to this message. */
  seq: number;
}

/** How many messages of a room a user has not read. */
export interface UnreadIn {
  userId: string;
  roomId: string;
  slug: string;
  unread: number;
}

/** Users who have not read all of a room, and its latest messages that at least one of them has not read. */
interface BehindRow {
  roomId: string;
  slug: string;
  userIds: string[];
  marks: number[];
  seqs: number[];
  authors: string[];
}

/** The position up to which every user has read. */
@Injectable()
export class ReadMarksStore {
  constructor(private readonly database: Database) {}

  /** Moves marks forward, never back and never beyond the latest message. @returns those that have moved */
  async move(readings: Reading[]): Promise<{ userId: string; roomId: string }[]> {
    return this.database.$queryRaw`
      INSERT INTO read_marks AS mark (user_id, room_id, seq)
      SELECT u.id, i."roomId", max(least(i.seq, coalesce(h.last_seq, 0)))
      FROM json_to_recordset(${JSON.stringify(readings)}::json) AS i("userId" uuid, "roomId" uuid, seq int)
      JOIN users u ON u.id = i."userId" AND u.account_status = 'active'
        LEFT JOIN message_heads h ON h.room_id = i."roomId"
      GROUP BY u.id, i."roomId" ORDER BY u.id, i."roomId"
      ON CONFLICT (user_id, room_id) DO UPDATE SET seq = excluded.seq, at = now() WHERE mark.seq < excluded.seq
      RETURNING user_id AS "userId", room_id AS "roomId"`;
  }

  /** A new member: earlier messages count as read. */
  async begin(roomId: string, userId: string, tx: Transaction): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO read_marks AS mark (user_id, room_id, seq)
      SELECT ${userId}::uuid, ${roomId}::uuid,
        coalesce((SELECT last_seq FROM message_heads WHERE room_id = ${roomId}::uuid), 0)
      ON CONFLICT (user_id, room_id) DO UPDATE SET seq = greatest(mark.seq, excluded.seq), at = now()`;
  }

  async end(roomId: string, userId: string, tx: Transaction): Promise<void> {
    await tx.readMark.deleteMany({ where: { roomId, userId } });
  }

  /** In all of these people's rooms; only where there is anything. */
  unreadOf(userIds: string[]): Promise<UnreadIn[]> {
    return this.unread(Prisma.sql`user_id = ANY(${userIds}::uuid[])`);
  }

  /** In these rooms, of these people; only where there is anything. */
  unreadIn(roomIds: string[], userIds: string[]): Promise<UnreadIn[]> {
    return this.unread(Prisma.sql`room_id = ANY(${roomIds}::uuid[]) AND user_id = ANY(${userIds}::uuid[])`);
  }

  /** Up to where a user has read which room. */
  of(userId: string): Promise<object[]> {
    return this.database.readMark.findMany({
      where: { userId },
      select: { seq: true, at: true, room: { select: { slug: true, name: true } } },
      orderBy: { at: 'asc' },
    });
  }

  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.readMark.deleteMany({ where: { userId } });
  }

  /**
   * Rooms in which a user has a role, and public ones in which they have a mark. A room's messages are read once for all users
   * who have unread messages there.
   */
  private async unread(which: Prisma.Sql): Promise<UnreadIn[]> {
    const rows = await this.database.$queryRaw<BehindRow[]>`
      WITH concerned AS (
        SELECT user_id, room_id FROM room_members WHERE role <> 'blocked' AND ${which}
        UNION ALL
        SELECT user_id, room_id FROM read_marks k WHERE ${which}
          AND EXISTS (SELECT FROM rooms WHERE id = k.room_id AND kind = 'public')
          AND NOT EXISTS (SELECT FROM room_members m WHERE m.room_id = k.room_id AND m.user_id = k.user_id)),
      behind AS (
        SELECT c.room_id, array_agg(c.user_id) AS users, array_agg(coalesce(k.seq, 0)) AS marks,
          min(coalesce(k.seq, 0)) AS least
        FROM concerned c JOIN message_heads h ON h.room_id = c.room_id LEFT JOIN read_marks k ON k.room_id = c.room_id
          AND k.user_id = c.user_id
        WHERE h.last_seq > coalesce(k.seq, 0) GROUP BY c.room_id)
      SELECT r.id AS "roomId", r.slug, b.users::text[] AS "userIds", b.marks, latest.seqs, latest.authors::text[]
      FROM behind b JOIN rooms r ON r.id = b.room_id AND r.deleted_at IS NULL AND r.has_chat
      CROSS JOIN LATERAL (
        SELECT array_agg(seq ORDER BY seq DESC) AS seqs, array_agg(author_id ORDER BY seq DESC) AS authors FROM (
          SELECT seq, author_id FROM messages WHERE room_id = b.room_id AND seq > b.least AND deleted_at IS NULL
          ORDER BY seq DESC LIMIT ${UNREAD_MAX}) AS those) AS latest
      WHERE latest.seqs IS NOT NULL`;
    return rows.flatMap(({ roomId, slug, userIds, marks, seqs, authors }) => {
      const count = unreadCounter(seqs, authors);
      return userIds.flatMap((userId, i) => {
        const unread = count(userId, marks[i]!);
        return unread > 0 ? [{ userId, roomId, slug, unread }] : [];
      });
    });
  }
}
