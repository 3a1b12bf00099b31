import type { ReportReason, ReportReceipt } from '../../../src/moderation/moderation.protocol.js';
import type { Auth } from '../auth/auth.client.js';

/** What is wrong, for those who look after it; the note is for what the reason does not say. */
export interface Complaint {
  reason: ReportReason;
  note?: string;
}

/** Tells moderators and staff of messages and people. Who is reported is not told. */
export class Moderation {
  constructor(private readonly auth: Auth) {}

  /** @param room its slug */
  reportMessage(room: string, messageId: string, complaint: Complaint): Promise<ReportReceipt> {
    const path = `/api/chat/rooms/${encodeURIComponent(room)}/messages/${encodeURIComponent(messageId)}/report`;
    return this.auth.send('POST', path, { body: complaint });
  }

  reportPerson(userId: string, complaint: Complaint): Promise<ReportReceipt> {
    return this.auth.send('POST', `/api/users/${encodeURIComponent(userId)}/report`, { body: complaint });
  }
}
