import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { RoomRole } from '../rooms/rooms.protocol.js';
import type { Report, ReportReason, ReportReceipt, ReportStatus } from './moderation.protocol.js';

export interface NewReport {
  reporterId: string;
  subjectId: string;
  reason: ReportReason;
  note: string;
  message?: { id: string; roomId: string; seq: number; text: string; images: number; createdAt: Date };
}

/** Which reports a moderator sees: all, or those of one room that do not concern themselves. */
export type Sight = 'all' | { roomId: string; moderatorId: string; aboveThem: RoomRole[] };

const PERSON = { select: { id: true, username: true, displayName: true } } as const;
const INCLUDE = { room: { select: { slug: true, name: true } }, subject: PERSON, reporter: PERSON } as const;
type Row = Prisma.ReportGetPayload<{ include: typeof INCLUDE }>;

/** The fields of a report that are exported to the reporter. */
const OWN = {
  id: true,
  subjectId: true,
  messageId: true,
  reason: true,
  note: true,
  status: true,
  createdAt: true,
} as const;
export type OwnReport = Prisma.ReportGetPayload<{ select: typeof OWN }>;

/** The reports, with the reported texts as they were then. */
@Injectable()
export class ReportsStore {
  constructor(private readonly database: Database) {}

  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(run);
  }

  /** @returns the open one that there is, when the same person has reported the same before; `known` then */
  async insert(report: NewReport): Promise<ReportReceipt & { known: boolean }> {
    const { reporterId, subjectId, reason, note, message } = report;
    const id = randomUUID();
    const key = `${reporterId} ${message?.id ?? subjectId}`;
    const [row] = await this.database.$queryRaw<{ id: string; createdAt: Date }[]>`
      INSERT INTO reports AS r (id, open_key, reporter_id, subject_id, reason, note, room_id, message_id, message_seq,
        message_text, message_images, message_at)
      VALUES (${id}::uuid, ${key}, ${reporterId}::uuid, ${subjectId}::uuid, ${reason}::report_reason, ${note},
        ${message?.roomId ?? null}::uuid, ${message?.id ?? null}::uuid, ${message?.seq ?? null}::int,
          ${message?.text ?? null},
        ${message?.images ?? null}::int, ${message?.createdAt ?? null}::timestamptz)
      ON CONFLICT (open_key) DO UPDATE SET open_key = r.open_key
      RETURNING r.id, r.created_at AS "createdAt"`;
    const { createdAt } = row!;
    return { id: row!.id, status: 'open', createdAt: createdAt.toISOString(), known: row!.id !== id };
  }

  /** The latest first. @param before the last of the page before */
  async list(
    sight: Sight,
    status: ReportStatus | undefined,
    before: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<Report[]> {
    const older = before && [
      { createdAt: { lt: before.createdAt } },
      { createdAt: before.createdAt, id: { lt: before.id } },
    ];
    const rows = await this.database.report.findMany({
      where: { AND: [seen(sight), { ...(status && { status }), ...(older && { OR: older }) }] },
      include: INCLUDE,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return rows.map((row) => toReport(row, sight));
  }

  async find(id: string, sight: Sight, tx: Transaction): Promise<Report | undefined> {
    const row = await tx.report.findFirst({ where: { AND: [{ id }, seen(sight)] }, include: INCLUDE });
    return row ? toReport(row, sight) : undefined;
  }

  /** @returns false for all but the first who closes it */
  async close(
    id: string,
    by: { status: ReportStatus; resolution: string | null; resolvedBy: string },
    tx: Transaction,
  ): Promise<boolean> {
    const { count } = await tx.report.updateMany({
      where: { id, status: 'open' },
      data: { ...by, resolvedAt: new Date(), openKey: null },
    });
    return count === 1;
  }

  /** Those that were closed before. */
  async deleteClosed(before: Date): Promise<void> {
    await this.database.upkeep.report.deleteMany({
      where: { status: { not: 'open' }, resolvedAt: { lt: before } },
    });
  }

  /**
   * A page of a user's own reports, the oldest first; reports about the user are not part of their data, which would name the
   * reporter.
   */
  of(userId: string, last: OwnReport | undefined, limit: number): Promise<OwnReport[]> {
    const further = last && {
      OR: [{ createdAt: { gt: last.createdAt } }, { createdAt: last.createdAt, id: { gt: last.id } }],
    };
    return this.database.report.findMany({
      where: { reporterId: userId, ...further },
      select: OWN,
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: limit,
    });
  }

  /** Deletes the user's comments, and closed reports about them; open reports about them stay, without their name. */
  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.report.deleteMany({ where: { subjectId: userId, status: { not: 'open' } } });
    await tx.report.updateMany({
      where: { reporterId: userId },
      data: { reporterId: null, note: '', openKey: null },
    });
    await tx.report.updateMany({ where: { resolvedBy: userId }, data: { resolvedBy: null } });
  }
}

function seen(sight: Sight): Prisma.ReportWhereInput {
  if (sight === 'all') return {};
  const { roomId, moderatorId, aboveThem } = sight;
  const above = { memberships: { some: { roomId, role: { in: aboveThem } } } };
  // Without a subject the account was deleted.
  return {
    roomId,
    OR: [{ subjectId: null }, { subjectId: { not: moderatorId }, subject: { isNot: above } }],
  };
}

function toReport(row: Row, sight: Sight): Report {
  const {
    id,
    status,
    reason,
    note,
    room,
    subject,
    messageId,
    messageSeq,
    messageText,
    messageImages,
    messageAt,
  } = row;
  const hasMessage = messageId !== null && messageSeq !== null && messageText !== null && messageAt !== null;
  return {
    id,
    status,
    createdAt: row.createdAt.toISOString(),
    reason,
    note,
    room,
    message: hasMessage
      ? {
          id: messageId,
          seq: messageSeq,
          text: messageText,
          images: messageImages ?? 0,
          createdAt: messageAt.toISOString(),
        }
      : null,
    subject,
    reporter: sight === 'all' ? row.reporter : null,
    resolution: row.resolution,
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    resolvedBy: row.resolvedBy,
  };
}
