export const REPORT_REASONS = [
  'spam',
  'harassment',
  'hate',
  'violence',
  'sexual',
  'illegal',
  'impersonation',
  'other',
] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

export const REPORT_STATUSES = ['open', 'resolved', 'dismissed'] as const;
/** resolved: something was done about it; dismissed: there was nothing to do. */
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** In UTF-16 code units; of notes and of resolutions. */
export const REPORT_TEXT_MAX_LENGTH = 1000;

/** What somebody who reports gets. */
export interface ReportReceipt {
  id: string;
  status: ReportStatus;
  createdAt: string;
}

export interface ReportedPerson {
  id: string;
  username: string;
  displayName: string;
}

/** A message as it was when it was reported; its images are gone when it is. */
export interface ReportedMessage {
  id: string;
  seq: number;
  text: string;
  /** How many it showed. */
  images: number;
  createdAt: string;
}

export interface Report extends ReportReceipt {
  reason: ReportReason;
  /** What the reporter says of it; empty for nothing. Text, never markup. */
  note: string;
  /** Where the message is; null when a person was reported. */
  room: { slug: string; name: string } | null;
  /** Null when a person was reported. */
  message: ReportedMessage | null;
  /** Who is reported; null when a guest's account is gone. */
  subject: ReportedPerson | null;
  /** For those who look after the deployment only; null for the moderators of a room, and when that account is gone. */
  reporter: ReportedPerson | null;
  resolution: string | null;
  resolvedAt: string | null;
  /** The id of who did; null when that account is gone. */
  resolvedBy: string | null;
}
