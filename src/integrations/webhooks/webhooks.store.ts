import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { WebhookInfo } from '../integrations.protocol.js';

export type { Transaction } from '../../platform/database/database.js';

export interface WebhookChange {
  url?: string;
  events?: string[];
  description?: string;
  enabled?: boolean;
}

type Instant = 'previousSecretUntil' | 'failingSince' | 'lastSuccessAt';

type Row = Omit<WebhookInfo, Instant | 'createdAt'> & Record<Instant, Date | null> & { createdAt: Date };

/** Any number: held while a webhook is made, so that there are never more than allowed. */
const LOCK = 7_270_736_903n;
/** For how long the secret before signs beside a new one. */
const OVERLAP_S = 86_400;

const INFO = Prisma.sql`id, url, events, description, enabled, disabled_reason AS "disabledReason",
  CASE WHEN previous_until > now() THEN previous_until END AS "previousSecretUntil", failing_since AS "failingSince",
  last_failure AS "lastFailure", last_success_at AS "lastSuccessAt", created_at AS "createdAt",
  (SELECT count(*)::int FROM webhook_deliveries d WHERE d.webhook_id = w.id AND dead_at IS NULL) AS waiting,
  (SELECT count(*)::int FROM webhook_deliveries d WHERE d.webhook_id = w.id AND dead_at IS NOT NULL) AS "deadLetters"`;

@Injectable()
export class WebhooksStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  /** The latest first. */
  async list(): Promise<WebhookInfo[]> {
    const rows = await this.database.$queryRaw<Row[]>`
      SELECT ${INFO} FROM webhooks w ORDER BY created_at DESC, id`;
    return rows.map(asInfo);
  }

  async find(id: string, tx: Transaction = this.database): Promise<WebhookInfo | undefined> {
    const rows = await tx.$queryRaw<Row[]>`SELECT ${INFO} FROM webhooks w WHERE id = ${id}::uuid`;
    return rows[0] && asInfo(rows[0]);
  }

  /** How many there are; nobody makes another until the transaction ends. */
  async holdCount(tx: Transaction): Promise<number> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    return tx.webhook.count();
  }

  async insert(
    webhook: { id: string; url: string; events: string[]; description: string; secretSealed: Uint8Array },
    tx: Transaction,
  ): Promise<void> {
    const secretSealed = new Uint8Array(webhook.secretSealed);
    await tx.webhook.create({ data: { ...webhook, secretSealed } });
  }

  /** Switched on again it counts as new. @returns whether there is one */
  async change(id: string, change: WebhookChange, tx: Transaction): Promise<boolean> {
    const fresh = change.enabled && { failingSince: null, disabledReason: null };
    const { count } = await tx.webhook.updateMany({ where: { id }, data: { ...change, ...fresh } });
    return count === 1;
  }

  async replaceSecret(id: string, sealed: Uint8Array, tx: Transaction): Promise<boolean> {
    const count = await tx.$executeRaw`
      UPDATE webhooks SET previous_sealed = secret_sealed, previous_until = now() + make_interval(secs => ${OVERLAP_S}),
        secret_sealed = ${sealed}
      WHERE id = ${id}::uuid`;
    return count === 1;
  }

  /** With all that waits. */
  async delete(id: string, tx: Transaction): Promise<boolean> {
    const { count } = await tx.webhook.deleteMany({ where: { id } });
    await tx.webhookDelivery.deleteMany({ where: { webhookId: id } });
    return count === 1;
  }
}

function asInfo(row: Row): WebhookInfo {
  return {
    ...row,
    previousSecretUntil: row.previousSecretUntil?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
