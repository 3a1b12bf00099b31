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

/** A report as its reporter sees it. */
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

/** The message as it was when it was reported; its images are missing once it is deleted. */
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
  /** The reporter's comment; may be empty. Text, never markup. */
  note: string;
  /** Where the message is; null when a person was reported. */
  room: { slug: string; name: string } | null;
  /** Null when a person was reported. */
  message: ReportedMessage | null;
  /** The reported user; null when a guest's account was deleted. */
  subject: ReportedPerson | null;
  /** For moderators of the deployment only; null for the moderators of a room, and when that account was deleted. */
  reporter: ReportedPerson | null;
  resolution: string | null;
  resolvedAt: string | null;
  /** The id of the user who closed it; null when that account was deleted. */
  resolvedBy: string | null;
}
