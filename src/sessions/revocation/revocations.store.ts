import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { OutboxRow } from '../sessions.store.js';

/** Younger ones are being sent by the instance that wrote them. */
const UNSENT_AFTER_S = 1;
const BATCH = 200;

/** The notes of ended sessions that must reach every instance. */
@Injectable()
export class RevocationsStore {
  constructor(private readonly database: Database) {}

  async markSent(ids: bigint[]): Promise<void> {
    await this.database
      .$executeRaw`UPDATE auth_outbox SET sent_at = now() WHERE id = ANY(${ids}) AND sent_at IS NULL`;
  }

  async hasUnsent(): Promise<boolean> {
    const rows = await this.database.$queryRaw<unknown[]>`
      SELECT 1 FROM auth_outbox WHERE sent_at IS NULL AND created_at < now() - make_interval(secs => ${UNSENT_AFTER_S})
        LIMIT 1`;
    return rows.length > 0;
  }

  /**
   * Hands unsent revocations to `send` and marks them as sent when that succeeds; two instances never get the same ones.
   * @returns whether there may be more
   */
  relay(send: (rows: OutboxRow[]) => Promise<void>): Promise<boolean> {
    return this.database.$transaction(async (tx) => {
      const rows = await tx.$queryRaw<OutboxRow[]>`
        SELECT id, session_id AS "sessionId", user_id AS "userId", reason, created_at AS "createdAt" FROM auth_outbox
        WHERE sent_at IS NULL AND created_at < now() - make_interval(secs => ${UNSENT_AFTER_S}) ORDER BY id
          LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
      if (rows.length === 0) return false;
      await send(rows);
      await tx.$executeRaw`UPDATE auth_outbox SET sent_at = now() WHERE id = ANY(${rows.map((row) => row.id)})`;
      return rows.length === BATCH;
    });
  }
}
