import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database, type Transaction } from '../../platform/database/database.js';

export type { Transaction } from '../../platform/database/database.js';

export interface NewDelivery {
  eventId: string;
  type: string;
  subject: string;
  /** As it is signed and sent. */
  body: string;
}

export interface Delivery extends NewDelivery {
  id: bigint;
  webhookId: string;
  /** Counting the one that was just claimed. */
  attempts: number;
  url: string;
  secretSealed: Uint8Array;
  /** While the secret before signs, too. */
  previousSealed: Uint8Array | null;
}

export interface Failed {
  /** Whether it was given up. */
  isDead: boolean;
  /** Whether its webhook was switched off for it. */
  disabled: boolean;
}

const GIVE_UP_AFTER_S = 3 * 86_400;
const DISABLE_AFTER_S = 5 * 86_400;
const KEEP_DEAD_DAYS = 30;

/** Deliveries that wait. A claim is a lease, not a lock: no transaction is open while a receiver is spoken to. */
@Injectable()
export class DeliveriesStore {
  constructor(private readonly database: Database) {}

  /** One row for each webhook that subscribes to such an event, in the order of the events. @returns how many */
  insert(events: NewDelivery[], tx: Transaction): Promise<number> {
    const column = (name: keyof NewDelivery) => events.map((event) => event[name]);
    return tx.$executeRaw`
      INSERT INTO webhook_deliveries (webhook_id, event_id, type, subject, body, give_up_at)
      SELECT w.id, e.id, e.type, e.subject, e.body, now() + make_interval(secs => ${GIVE_UP_AFTER_S})
      FROM unnest(${column('eventId')}::uuid[], ${column('type')}::text[], ${column('subject')}::text[],
        ${column('body')}::text[])
        WITH ORDINALITY AS e (id, type, subject, body, nr)
      JOIN webhooks w ON w.enabled AND (e.type = ANY(w.events) OR split_part(e.type, '.', 1) || '.*' = ANY(w.events))
      ORDER BY e.nr`;
  }

  /** As a condition: there is a webhook that subscribes to such events. */
  isAsked(type: string): Prisma.Sql {
    return Prisma.sql`EXISTS (SELECT FROM webhooks w WHERE w.enabled
      AND (${type}::text = ANY(w.events) OR split_part(${type}::text, '.', 1) || '.*' = ANY(w.events)))`;
  }

  /**
   * Webhooks with deliveries that are due. A delivery that was written while the server disabled its webhook becomes a dead
   * letter, too.
   */
  async due(): Promise<string[]> {
    const rows = await this.database.$queryRaw<{ id: string }[]>`
      WITH late AS (
        UPDATE webhook_deliveries d SET dead_at = now() FROM webhooks w
        WHERE NOT w.enabled AND w.disabled_reason IS NOT NULL AND d.webhook_id = w.id AND d.dead_at IS NULL)
      SELECT id FROM webhooks w WHERE enabled AND EXISTS (
        SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND dead_at IS NULL AND next_attempt_at <= now())`;
    return rows.map(({ id }) => id);
  }

  /** The first of each subject that is due; nobody else gets it for `leaseS` seconds. */
  claim(webhookId: string, limit: number, leaseS: number): Promise<Delivery[]> {
    return this.database.$queryRaw`
      WITH first AS MATERIALIZED (
        SELECT id FROM webhook_deliveries d WHERE webhook_id = ${webhookId}::uuid AND dead_at IS NULL
          AND next_attempt_at <= now()
          AND NOT EXISTS (SELECT FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id AND e.subject = d.subject
            AND e.dead_at IS NULL AND e.id < d.id)
        ORDER BY next_attempt_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      UPDATE webhook_deliveries d SET attempts = attempts + 1,
        next_attempt_at = now() + make_interval(secs => ${leaseS})
      FROM first, webhooks w WHERE d.id = first.id AND w.id = d.webhook_id AND w.enabled
      RETURNING d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", d.type, d.subject, d.body, d.attempts,
        w.url,
        w.secret_sealed AS "secretSealed",
          CASE WHEN w.previous_until > now() THEN w.previous_sealed END AS "previousSealed"`;
  }

  /** Does nothing when the lease was lost meanwhile and another instance tried again. */
  async delivered({ id, attempts, webhookId }: Delivery): Promise<void> {
    await this.database
      .$executeRaw`DELETE FROM webhook_deliveries WHERE id = ${id} AND attempts = ${attempts}`;
    await this.database.$executeRaw`
      UPDATE webhooks SET failing_since = NULL, last_success_at = now()
      WHERE id = ${webhookId}::uuid AND (failing_since IS NOT NULL
        OR coalesce(last_success_at < now() - interval '1 minute', true))`;
  }

  /**
   * Tries again later, together with the later deliveries on the same subject; after three days it is a dead letter.
   * @param isGone the receiver answered that it wants no more
   */
  failed(delivery: Delivery, failure: string, delayMs: number, isGone: boolean): Promise<Failed> {
    const { id, attempts, webhookId, subject } = delivery;
    const delayS = delayMs / 1000;
    return this.database.$transaction(async (tx) => {
      // Lock order: the webhook first, as when it is deleted or changed.
      await tx.$queryRaw`SELECT 1 FROM webhooks WHERE id = ${webhookId}::uuid FOR NO KEY UPDATE`;
      const rows = await tx.$queryRaw<{ isDead: boolean }[]>`
        UPDATE webhook_deliveries SET last_failure = ${failure}, dead_at = CASE WHEN give_up_at <= now() THEN now() END,
          next_attempt_at = now() + make_interval(secs => ${delayS}) WHERE id = ${id} AND attempts = ${attempts}
            AND dead_at IS NULL
        RETURNING dead_at IS NOT NULL AS "isDead"`;
      if (rows[0]?.isDead === false)
        await tx.$executeRaw`
          UPDATE webhook_deliveries SET next_attempt_at = greatest(next_attempt_at,
            now() + make_interval(secs => ${delayS}))
          WHERE webhook_id = ${webhookId}::uuid AND subject = ${subject} AND dead_at IS NULL AND id > ${id}`;
      await tx.$executeRaw`
        UPDATE webhooks SET failing_since = coalesce(failing_since, now()), last_failure = ${failure}
          WHERE id = ${webhookId}::uuid`;
      const disabled = await tx.$executeRaw`
        UPDATE webhooks SET enabled = false, disabled_reason = CASE WHEN ${isGone} THEN 'gone' ELSE 'failing' END
        WHERE id = ${webhookId}::uuid AND enabled
          AND (${isGone} OR failing_since <= now() - make_interval(secs => ${DISABLE_AFTER_S}))`;
      if (disabled > 0)
        await tx.$executeRaw`UPDATE webhook_deliveries SET dead_at = now() WHERE webhook_id = ${webhookId}::uuid
          AND dead_at IS NULL`;
      return { isDead: rows[0]?.isDead ?? false, disabled: disabled > 0 };
    });
  }

  /** How many wait for webhooks that are switched on, and for how many seconds the oldest has. */
  async backlog(): Promise<{ waiting: number; oldestS: number; dead: number }> {
    const rows = await this.database.$queryRaw<{ waiting: number; oldestS: number; dead: number }[]>`
      SELECT count(*) FILTER (WHERE w.enabled AND dead_at IS NULL)::int AS waiting,
        count(*) FILTER (WHERE dead_at IS NOT NULL)::int AS dead,
        coalesce(extract(epoch FROM now() - min(d.created_at) FILTER (WHERE w.enabled AND dead_at IS NULL)),
          0)::float8 AS "oldestS"
      FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id`;
    return rows[0]!;
  }

  /** Old dead letters, and deliveries that were written while their webhook was deleted. */
  async deleteExpired(): Promise<void> {
    await this.database.upkeep.$executeRaw`
      DELETE FROM webhook_deliveries d WHERE dead_at < now() - make_interval(days => ${KEEP_DEAD_DAYS})
        OR NOT EXISTS (SELECT FROM webhooks w WHERE w.id = d.webhook_id)`;
  }
}
