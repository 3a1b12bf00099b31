/** One row of the audit log, for readers with `audit.read`. */
export interface AuditRecord {
  /** Grows with time. */
  id: string;
  at: string;
  /** A name of the OWASP Logging Vocabulary. */
  event: string;
  level: string;
  result: 'success' | 'failure';
  /** A code in snake_case. */
  reason: string | null;
  /** The acting user; null when not signed in, or when the server acted by itself. */
  actorId: string | null;
  /** The affected user. */
  subjectId: string | null;
  sessionId: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  details: Record<string, unknown>;
}
