import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database } from '../platform/database/database.js';

export interface ChatRow {
  id: string;
  slug: string;
  /** When something was said last, or else when the thread was made. */
  at: Date;
}

/** Direct threads by when something happened there. */
@Injectable()
export class DirectChatsStore {
  constructor(private readonly database: Database) {}

  /** The latest activity first. @param before the last of the page before */
  list(
    userId: string,
    before: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<ChatRow[]> {
    const older = before
      ? Prisma.sql`WHERE (at, id) < (${before.createdAt}, ${before.id}::uuid)`
      : Prisma.empty;
    return this.database.$queryRaw`
      SELECT * FROM (
        SELECT r.id, r.slug, coalesce((SELECT created_at FROM messages WHERE room_id = r.id ORDER BY seq DESC LIMIT 1),
          r.created_at) AS at
        FROM rooms r WHERE r.kind = 'direct' AND r.deleted_at IS NULL
          AND ${userId}::uuid IN (r.low_id, r.high_id)) AS chats
      ${older} ORDER BY at DESC, id DESC LIMIT ${limit}`;
  }
}
