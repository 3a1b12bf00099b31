import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';

/** Messages that are to be deleted: those with an id before `firstId`, and those of rooms that were deleted. */
@Injectable()
export class MessagesRetentionStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  /** Deletes some that no other transaction has locked. @returns how many, and the ids of their attachments */
  async deleteSome(
    firstId: string,
    limit: number,
    tx: Transaction,
  ): Promise<{ count: number; media: string[] }> {
    const rows = await tx.$queryRaw<{ attachments: string[] | null }[]>`
      WITH old AS (SELECT id FROM messages WHERE id < ${firstId}::uuid ORDER BY id LIMIT ${limit}
        FOR UPDATE SKIP LOCKED),
        gone AS (
          SELECT m.id FROM rooms r JOIN messages m ON m.room_id = r.id WHERE r.deleted_at IS NOT NULL LIMIT ${limit}
            FOR UPDATE OF m SKIP LOCKED)
      DELETE FROM messages WHERE id IN (SELECT id FROM old UNION SELECT id FROM gone) RETURNING attachments::text[]`;
    return { count: rows.length, media: rows.flatMap(({ attachments }) => attachments ?? []) };
  }

  async hasMore(firstId: string): Promise<boolean> {
    const [row] = await this.database.$queryRaw<{ more: boolean }[]>`
      SELECT EXISTS (SELECT FROM messages WHERE id < ${firstId}::uuid) OR EXISTS (
        SELECT FROM rooms r JOIN messages m ON m.room_id = r.id WHERE r.deleted_at IS NOT NULL) AS more`;
    return row!.more;
  }
}
