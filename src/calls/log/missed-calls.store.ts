import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { Call } from '../calls.protocol.js';
import { toCall } from '../call-rows.store.js';

/** Of calls that are still in the callee's log, from callers whose accounts still exist. */
const KNOWN = Prisma.sql`FROM missed_calls m JOIN calls c ON c.id = m.call_id AND NOT c.callee_erased
  JOIN users u ON u.id = c.caller_id AND u.account_status = 'active'`;

/** Missed calls that their callees have not seen yet. */
@Injectable()
export class MissedCallsStore {
  constructor(private readonly database: Database) {}

  /** How many a user has; users without any are left out. */
  async count(userIds: string[]): Promise<Map<string, number>> {
    const rows = await this.database.$queryRaw<{ userId: string; count: number }[]>`
      SELECT m.user_id AS "userId", count(*)::int AS count ${KNOWN} WHERE m.user_id = ANY(${userIds}::uuid[])
        GROUP BY m.user_id`;
    return new Map(rows.map(({ userId, count }) => [userId, count]));
  }

  /** The latest first. @param before the last of the page before */
  async list(
    userId: string,
    before: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<Call[]> {
    const older = before
      ? Prisma.sql`AND (m.ended_at, m.call_id) < (${before.createdAt}, ${before.id}::uuid)`
      : Prisma.empty;
    const found = await this.database.$queryRaw<{ id: string }[]>`
      SELECT m.call_id AS id ${KNOWN} WHERE m.user_id = ${userId}::uuid ${older}
        ORDER BY m.ended_at DESC, m.call_id DESC LIMIT ${limit}`;
    const ids = found.map(({ id }) => id);
    const rows = await this.database.call.findMany({ where: { id: { in: ids } } });
    return ids.flatMap((id) => rows.filter((row) => row.id === id).map((row) => toCall(row, userId)));
  }

  /** @param upTo a call: this one and those before it; absent: all. @returns how many had not been seen */
  seen(userId: string, upTo?: string): Promise<number> {
    const which =
      upTo === undefined
        ? Prisma.empty
        : Prisma.sql`AND (ended_at, call_id) <= (SELECT ended_at, call_id FROM missed_calls
          WHERE call_id = ${upTo}::uuid AND user_id = ${userId}::uuid)`;
    return this.database.$executeRaw`DELETE FROM missed_calls WHERE user_id = ${userId}::uuid ${which}`;
  }

  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.missedCall.deleteMany({ where: { userId } });
  }
}
