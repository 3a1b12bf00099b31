import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { decodeCursor, encodeCursor, pageOf } from '../platform/http/cursor.js';
import type { Principal } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { showsSomething } from '../platform/text/visible-text.js';
import type { RoomRole } from '../rooms/rooms.protocol.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { moderationErrors } from './moderation.errors.js';
import type { Report, ReportStatus } from './moderation.protocol.js';
import { ReportsStore, type Sight } from './reports.store.js';

export interface Verdict {
  status: 'resolved' | 'dismissed';
  resolution?: string;
}

interface Query {
  status?: ReportStatus;
  limit: number;
  cursor?: string;
}

const MODERATORS: RoomRole[] = ['owner', 'admin'];

/**
 * Reports are reviewed and closed, as resolved or dismissed: those of a room by its moderators, without knowing who reported;
 * all of them by moderators of the deployment. Nobody closes reports about themselves or, in a room, about members whose role
 * they may not change.
 */
@Injectable()
export class ModerationService {
  constructor(
    private readonly store: ReportsStore,
    private readonly rooms: RoomsService,
    private readonly audit: Audit,
  ) {}

  /** @throws room_not_found, direct_thread_fixed, permission_denied, muted, validation_failed for a foreign cursor */
  async listOfRoom(principal: Principal, slug: string, query: Query): Promise<Page<Report>> {
    return this.list(await this.sight(principal, slug), query);
  }

  /** The controller has checked the permission. @throws validation_failed for a foreign cursor */
  async listAll(query: Query): Promise<Page<Report>> {
    return this.list('all', query);
  }

  /** @throws room_not_found, direct_thread_fixed, permission_denied, muted, report_not_found, report_closed */
  async closeInRoom(
    { principal, slug, id }: { principal: Principal; slug: string; id: string },
    verdict: Verdict,
  ): Promise<Report> {
    return this.close(principal, id, verdict, await this.sight(principal, slug));
  }

  /** The controller has checked the permission. @throws report_not_found, also for one about oneself, report_closed */
  async closeAny(principal: Principal, id: string, verdict: Verdict): Promise<Report> {
    return this.close(principal, id, verdict, 'all');
  }

  private async sight(principal: Principal, slug: string): Promise<Sight> {
    const { room, role, isManager } = await this.rooms.enterToChange(principal, slug, 'moderate');
    const aboveThem = role === 'owner' || isManager ? [] : MODERATORS;
    return { roomId: room.id, moderatorId: principal.userId, aboveThem };
  }

  private async list(sight: Sight, { status, limit, cursor }: Query): Promise<Page<Report>> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor);
    const found = await this.store.list(sight, status, before, limit + 1);
    const { shown, nextCursor } = pageOf(found, limit, encodeCursor);
    return { items: shown, nextCursor };
  }

  private close(
    { userId, sessionId }: Principal,
    id: string,
    { status, resolution = '' }: Verdict,
    sight: Sight,
  ): Promise<Report> {
    return this.store.transaction(async (tx) => {
      const report = await this.store.find(id, sight, tx);
      if (!report || report.subject?.id === userId) throw moderationErrors.report_not_found();
      const words = showsSomething(resolution) ? resolution.trim() : null;
      const by = { status, resolution: words, resolvedBy: userId };
      if (!(await this.store.close(id, by, tx))) throw moderationErrors.report_closed();
      // Not in the audit entries of the reported user: their export must not disclose that they were reported.
      const details = { reportId: id, status, room: report.room?.slug ?? null };
      const entry = { reason: 'report_settled', actorId: userId, sessionId, details };
      await this.audit.record({ event: 'authz_admin', result: 'success', ...entry }, tx);
      return (await this.store.find(id, sight, tx))!;
    });
  }
}
