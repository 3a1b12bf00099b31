import { Injectable } from '@nestjs/common';
import { messagesErrors } from '../messages/messages.errors.js';
import { MessagesService } from '../messages/messages.service.js';
import type { Principal } from '../platform/access/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { showsSomething } from '../platform/text/visible-text.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { UsersService } from '../users/users.service.js';
import { moderationErrors } from './moderation.errors.js';
import { type ReportReason, type ReportReceipt, REPORT_REASONS } from './moderation.protocol.js';
import { type NewReport, ReportsStore } from './reports.store.js';

const REPORT: Bucket = { name: 'report', points: 20, durationS: 3600 };

export interface Complaint {
  reason: ReportReason;
  note?: string;
}

/** Users report messages and other users. The reported user is not notified. */
@Injectable()
export class ReportsService {
  private readonly counted;

  constructor(
    private readonly store: ReportsStore,
    private readonly messages: MessagesService,
    private readonly users: UsersService,
    private readonly limits: Limits,
    metrics: Metrics,
  ) {
    this.counted = metrics.counter('reports_total', 'Messages and people that were reported', ['reason']);
    for (const reason of REPORT_REASONS) this.counted.inc({ reason }, 0);
  }

  /**
   * Reports a message that the user may read, as it is now. Idempotent while the report is open.
   * @throws room_not_found, permission_denied, message_not_found, message_deleted, cannot_report_yourself, validation_failed,
   * rate_limited
   */
  async reportMessage(
    { principal, slug, id }: { principal: Principal; slug: string; id: string },
    complaint: Complaint,
  ): Promise<ReportReceipt> {
    const { authorId, text, ...message } = await this.messages.get(principal, slug, id);
    if (text === null) throw messagesErrors.message_deleted();
    return this.report(principal, authorId, complaint, { id, text, ...message });
  }

  /** Idempotent while the report is open. @throws user_not_found, cannot_report_yourself, validation_failed, rate_limited */
  async reportUser(principal: Principal, userId: string, complaint: Complaint): Promise<ReportReceipt> {
    await this.users.getActive(userId);
    return this.report(principal, userId, complaint);
  }

  private async report(
    { userId: reporterId }: Principal,
    subjectId: string,
    { reason, note = '' }: Complaint,
    message?: NewReport['message'],
  ): Promise<ReportReceipt> {
    if (subjectId === reporterId) throw moderationErrors.cannot_report_yourself();
    await this.limits.consume(REPORT, reporterId);
    const { known, ...receipt } = await this.store.insert({
      reporterId,
      subjectId,
      reason,
      note: showsSomething(note) ? note.trim() : '',
      ...(message && { message }),
    });
    if (!known) this.counted.inc({ reason });
    return receipt;
  }
}
