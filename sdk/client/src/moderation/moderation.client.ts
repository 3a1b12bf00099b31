import type { Page, Report, ReportReason, ReportReceipt, ReportStatus } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';

/** The reason of the report, for moderators; the note adds details. */
export interface ReportInput {
  reason: ReportReason;
  note?: string;
}

/** How a report was closed; `resolution` is for the other moderators. */
export interface ReportDecision {
  status: 'resolved' | 'dismissed';
  resolution?: string;
}

/** Reports messages and users to moderators, and lets moderators close reports. Reported users are not notified. */
export class Moderation {
  constructor(private readonly auth: Auth) {}

  /** @param room its slug */
  reportMessage(room: string, messageId: string, report: ReportInput): Promise<ReportReceipt> {
    const path = `${at(room)}/messages/${encodeURIComponent(messageId)}/report`;
    return this.auth.send('POST', path, { body: report });
  }

  reportPerson(userId: string, report: ReportInput): Promise<ReportReceipt> {
    return this.auth.send('POST', `/api/users/${encodeURIComponent(userId)}/report`, { body: report });
  }

  /** Reports of a room that you may moderate, the latest first; without a status all of them. */
  reports(
    room: string,
    { status, limit = 50, cursor }: { status?: ReportStatus; limit?: number; cursor?: string } = {},
  ): Promise<Page<Report>> {
    const parameters = new URLSearchParams({
      limit: String(limit),
      ...(status && { status }),
      ...(cursor && { cursor }),
    });
    return this.auth.send('GET', `${at(room)}/reports?${parameters}`);
  }

  /** Closes a report, once. */
  closeReport(room: string, reportId: string, decision: ReportDecision): Promise<Report> {
    const path = `${at(room)}/reports/${encodeURIComponent(reportId)}`;
    return this.auth.send('PATCH', path, { body: decision });
  }
}

function at(room: string): string {
  return `/api/chat/rooms/${encodeURIComponent(room)}`;
}
