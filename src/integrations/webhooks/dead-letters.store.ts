import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database, type Transaction } from '../../platform/database/database.js';

export interface DeadRow {
  id: string;
  type: string;
  subject: string;
  createdAt: Date;
  deadAt: Date;
  attempts: number;
  lastFailure: string | null;
}

const GIVE_UP_AFTER_S = 3 * 86_400;

/** Deliveries that were given up. */
@Injectable()
export class DeadLettersStore {
  constructor(private readonly database: Database) {}

  /** The latest first. @param before the last of the page before */
  list(
    webhookId: string,
    before: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<DeadRow[]> {
    const further = before
      ? Prisma.sql`AND (dead_at, event_id) < (${before.createdAt}::timestamptz, ${before.id}::uuid)`
      : Prisma.empty;
    return this.database.$queryRaw`
      SELECT event_id AS id, type, subject, created_at AS "createdAt", dead_at AS "deadAt", attempts,
        last_failure AS "lastFailure"
      FROM webhook_deliveries WHERE webhook_id = ${webhookId}::uuid AND dead_at IS NOT NULL ${further}
      ORDER BY dead_at DESC, event_id DESC LIMIT ${limit}`;
  }

  /** As if they were new, in their old places. @param ids absent: all @returns how many */
  replay(webhookId: string, ids: string[] | undefined): Promise<number> {
    const these = ids ? Prisma.sql`AND event_id = ANY(${ids}::uuid[])` : Prisma.empty;
    return this.database.$executeRaw`
      UPDATE webhook_deliveries SET dead_at = NULL, attempts = 0, next_attempt_at = now(),
        give_up_at = now() + make_interval(secs => ${GIVE_UP_AFTER_S})
      WHERE webhook_id = ${webhookId}::uuid AND dead_at IS NOT NULL ${these}`;
  }

  /** Dead letters that name a user. */
  async about(userId: string): Promise<object[]> {
    return this.database.$queryRaw`
      SELECT type, created_at AS "createdAt", dead_at AS "deadAt" FROM webhook_deliveries
      WHERE dead_at IS NOT NULL AND position(${userId} IN body) > 0 ORDER BY id`;
  }

  /** Of a deleted user; the event that reports the deletion stays. */
  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.$executeRaw`
      DELETE FROM webhook_deliveries WHERE dead_at IS NOT NULL AND type <> 'user.deleted'
        AND position(${userId} IN body) > 0`;
  }
}
