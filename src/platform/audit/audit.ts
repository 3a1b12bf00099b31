import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';
import { DatabasePools } from '../database/database-pools.js';
import { currentRequest } from '../access/request-context.js';
import { Log } from '../log/log.js';
import { Metrics } from '../metrics/metrics.js';
import { SingleFlight } from '../schedule/single-flight.js';
import { Secrets } from '../secrets/secrets.js';
import { type AuditEntry, auditRow, type AuditRow } from './audit.policy.js';
import { RepeatedEntries, untilTheMinuteIsOver } from './repeated-entries.js';

const FLUSH_AFTER_MS = 200;
const BATCH = 100;
const QUEUE_LIMIT = 1000;

/** Writes `security.audit`: who did what to whom, when, from where. Never holds a secret. */
@Injectable()
export class Audit {
  private queue: AuditRow[] = [];
  private readonly repeated = new RepeatedEntries();
  private timer?: NodeJS.Timeout;
  private minute?: NodeJS.Timeout;
  private readonly writes = new SingleFlight(() => this.writeAll());
  private readonly identifierKey: Buffer;
  private readonly dropped;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
    pools: DatabasePools,
    secrets: Secrets,
    metrics: Metrics,
  ) {
    this.identifierKey = secrets.derive('audit-identifiers');
    this.dropped = metrics.counter('audit_dropped_total', 'Audit rows that could not be written');
    pools.beforeEnd(() => this.flushAll());
  }

  /** For an act: the row is written in the act's own transaction, so that there is never one without the other. */
  async record(entry: AuditEntry, tx: Transaction): Promise<void> {
    await insert(tx, [auditRow(entry, currentRequest(), new Date())]);
  }

  /**
   * For a refusal, which has no transaction: written soon, dropped and counted when the queue is full. Repeated entries are
   * summed up and written when their minute is over.
   */
  note(entry: AuditEntry): void {
    const row = auditRow(entry, currentRequest(), new Date());
    const isInFull = this.repeated.admits(row);
    this.waitForTheMinute();
    if (!isInFull) return;
    if (this.queue.length >= QUEUE_LIMIT) return this.dropped.inc();
    this.queue.push(row);
    this.flushSoon();
  }

  /** A typed name may be a password: stored as a hash, so that equal ones can be recognised, but not read. */
  identifier(typed: string): string {
    return createHmac('sha256', this.identifierKey)
      .update(typed.toLowerCase())
      .digest('base64url')
      .slice(0, 22);
  }

  private async flushAll(): Promise<void> {
    clearTimeout(this.timer);
    clearTimeout(this.minute);
    this.queue.push(...this.repeated.take());
    await this.writes.run();
  }

  private waitForTheMinute(): void {
    if (this.repeated.isEmpty) return;
    this.minute ??= setTimeout(() => {
      this.minute = undefined;
      this.queue.push(...this.repeated.take(Date.now()));
      if (this.queue.length > 0) this.flushSoon();
      this.waitForTheMinute();
    }, untilTheMinuteIsOver(Date.now())).unref();
  }

  private flushSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.writes.run();
    }, FLUSH_AFTER_MS).unref();
  }

  private async writeAll(): Promise<void> {
    while (this.queue.length > 0) {
      const rows = this.queue.splice(0, BATCH);
      try {
        await insert(this.database, rows);
      } catch (error) {
        this.dropped.inc(rows.length);
        this.log.warn('audit rows could not be written', { count: rows.length, error });
      }
    }
  }
}

async function insert(database: Transaction, rows: AuditRow[]): Promise<void> {
  await database.$executeRaw`
    INSERT INTO security.audit (at, event, level, result, reason, actor_id, subject_id, session_id, ip, user_agent,
      request_id, details)
    SELECT (r->>'at')::timestamptz, r->>'event', r->>'level', r->>'result', r->>'reason', (r->>'actorId')::uuid,
      (r->>'subjectId')::uuid,
      (r->>'sessionId')::uuid, r->>'ip', r->>'userAgent', r->>'requestId', r->'details'
    FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) AS r`;
}
