import { Injectable } from '@nestjs/common';
import { Prisma } from '../database/client/client.js';
import { Database } from '../database/database.js';
import { notOurCursor, pageOf } from '../http/cursor.js';
import type { Page } from '../wire/problem.protocol.js';
import type { Principal } from '../access/principal.js';
import { type Bucket, Limits } from '../limits/limits.js';
import { Audit } from '../audit/audit.js';
import type { AuditEventName } from '../audit/audit.policy.js';
import type { AuditRecord } from '../audit/audit.protocol.js';

export interface AuditQuery {
  event?: AuditEventName;
  subjectId?: string;
  actorId?: string;
  since?: Date;
  until?: Date;
  limit: number;
  cursor?: string;
}

type Row = Omit<AuditRecord, 'id' | 'at'> & { id: bigint; at: Date };

const RECORD = Prisma.sql`id, at, event, level, result, reason, actor_id AS "actorId", subject_id AS "subjectId",
  session_id AS "sessionId",
  ip, user_agent AS "userAgent", request_id AS "requestId", details`;
const CURSOR = /^[1-9]\d{0,17}$/;
const DELETED_AT_ONCE = 5000;
/** By user: each reading is a row itself. */
const READ: Bucket = { name: 'audit-read', points: 120, durationS: 60 };

/** Reads `security.audit`, and deletes old rows. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly limits: Limits,
  ) {}

  /**
   * Newest first. The read itself is recorded before any row is returned.
   * @throws validation_failed for a foreign cursor; rate_limited
   */
  async read({ userId, sessionId }: Principal, query: AuditQuery): Promise<Page<AuditRecord>> {
    const { event, subjectId, actorId, since, until, limit } = query;
    const before = query.cursor === undefined ? undefined : readCursor(query.cursor);
    const conditions = [
      event && Prisma.sql`event = ${event}`,
      subjectId && Prisma.sql`subject_id = ${subjectId}::uuid`,
      actorId && Prisma.sql`actor_id = ${actorId}::uuid`,
      since && Prisma.sql`at >= ${since}`,
      until && Prisma.sql`at < ${until}`,
      before && Prisma.sql`id < ${before}`,
    ].filter((condition) => condition !== undefined && condition !== '');
    await this.limits.consume(READ, userId);
    const where =
      conditions.length > 0 ? Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}` : Prisma.empty;
    return this.database.$transaction(async (tx) => {
      const rows = await tx.$queryRaw<
        Row[]
      >`SELECT ${RECORD} FROM security.audit ${where} ORDER BY id DESC LIMIT ${limit + 1}`;
      const { shown, nextCursor } = pageOf(rows, limit, ({ id }) => writeCursor(String(id)));
      await this.audit.record(
        {
          event: 'sensitive_read',
          result: 'success',
          actorId: userId,
          subjectId,
          sessionId,
          details: { what: 'audit', rows: shown.length, event: event ?? null },
        },
        tx,
      );
      return { items: shown.map(asRecord), nextCursor };
    });
  }

  /** A page of the acts by or on a user, newest first; where others acted, without who and from where. */
  async about(userId: string, after: AuditRecord | undefined, limit: number): Promise<AuditRecord[]> {
    const older = after ? Prisma.sql`AND id < ${BigInt(after.id)}` : Prisma.empty;
    const rows = await this.database.$queryRaw<
      Row[]
    >`SELECT ${RECORD} FROM security.audit WHERE subject_id = ${userId}::uuid ${older} ORDER BY id DESC LIMIT ${limit}`;
    return rows.map(asRecord).map((record) => {
      if (record.actorId === null || record.actorId === userId) return record;
      return { ...record, actorId: null, sessionId: null, ip: null, userAgent: null, requestId: null };
    });
  }

  /** @param keepDays 30 or more: the database refuses to delete younger rows */
  async deleteOlderThan(keepDays: number): Promise<void> {
    let deleted: number;
    do
      deleted = await this.database.upkeep.$executeRaw`
        DELETE FROM security.audit WHERE id IN (
          SELECT id FROM security.audit WHERE at < now() - make_interval(days => ${keepDays}) ORDER BY at
            LIMIT ${DELETED_AT_ONCE})`;
    while (deleted === DELETED_AT_ONCE);
  }
}

function asRecord(row: Row): AuditRecord {
  return { ...row, id: row.id.toString(), at: row.at.toISOString() };
}

function writeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function readCursor(cursor: string): bigint {
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!CURSOR.test(id) || writeCursor(id) !== cursor) throw notOurCursor();
  return BigInt(id);
}
