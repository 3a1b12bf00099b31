import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';

export type MailData = Record<string, string>;

export interface QueuedMail {
  id: bigint;
  kind: string;
  address: string;
  data: MailData;
  /** Counting the one that was just claimed. */
  attempts: number;
  /** Whether it has waited for so long that it is no longer useful. */
  tooOld: boolean;
}

/** Why nothing is left to do. */
export type MailOutcome = 'sent' | 'dropped' | 'refused' | 'given_up';

const GIVE_UP_AFTER_S = 86_400;
const KEEP_DAYS = 7;

/** Mail to be sent. A claim is a lease, not a lock: no transaction is open while a mail server is spoken to. */
@Injectable()
export class MailStore {
  constructor(private readonly database: Database) {}

  async insert(kind: string, email: string, data: MailData, tx: Transaction): Promise<void> {
    await tx.$executeRaw`INSERT INTO mail_outbox (kind, address, data)
      VALUES (${kind}, ${email}, ${JSON.stringify(data)}::jsonb)`;
  }

  /** Claims due e-mails; no other instance gets them for `leaseS` seconds. */
  claim(limit: number, leaseS: number): Promise<QueuedMail[]> {
    return this.database.$queryRaw`
      UPDATE mail_outbox SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${leaseS})
      WHERE id IN (SELECT id FROM mail_outbox WHERE done_at IS NULL AND next_attempt_at <= now()
        ORDER BY next_attempt_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id, kind, address, data, attempts,
        created_at < now() - make_interval(secs => ${GIVE_UP_AFTER_S}) AS "tooOld"`;
  }

  async finish(id: bigint, outcome: MailOutcome): Promise<void> {
    await this.database
      .$executeRaw`UPDATE mail_outbox SET done_at = now(), outcome = ${outcome} WHERE id = ${id}`;
  }

  async postpone(id: bigint, delayS: number): Promise<void> {
    await this.database
      .$executeRaw`UPDATE mail_outbox SET next_attempt_at = now() + make_interval(secs => ${delayS}) WHERE id = ${id}
        AND done_at IS NULL`;
  }

  async countQueued(): Promise<number> {
    const rows = await this.database.$queryRaw<
      { count: number }[]
    >`SELECT count(*)::int AS count FROM mail_outbox WHERE done_at IS NULL`;
    return rows[0]!.count;
  }

  /** Deletes finished orders after the time in which they could be investigated. */
  async deleteExpired(): Promise<void> {
    await this.database.upkeep
      .$executeRaw`DELETE FROM mail_outbox WHERE done_at < now() - make_interval(days => ${KEEP_DAYS})`;
  }
}
