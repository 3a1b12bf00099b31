/** One row of the audit log, as those see it who may read it (`audit.read`). */
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
  /** Who acted; null when nobody was signed in, or when the server acted by itself. */
  actorId: string | null;
  /** Whom it was done to. */
  subjectId: string | null;
  sessionId: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  details: Record<string, unknown>;
}
