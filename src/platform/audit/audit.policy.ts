import type { RequestContext } from '../access/request-context.js';

/** Events of the OWASP Logging Vocabulary Cheat Sheet, with its levels. */
export const AUDIT_EVENTS = {
  authn_login_success: 'info',
  authn_login_successafterfail: 'info',
  authn_login_fail: 'warn',
  authn_login_fail_max: 'warn',
  authn_login_lock: 'warn',
  authn_password_change: 'info',
  authn_password_change_fail: 'warn',
  authn_password_reset_requested: 'info',
  authn_token_created: 'info',
  authn_token_revoked: 'info',
  authn_token_reuse: 'critical',
  authz_fail: 'warn',
  authz_change: 'warn',
  authz_admin: 'warn',
  excess_rate_limit_exceeded: 'warn',
  privilege_permissions_changed: 'warn',
  sensitive_read: 'warn',
  session_created: 'info',
  session_expired: 'info',
  sys_crypto_keys_rotated: 'warn',
  user_created: 'warn',
  user_updated: 'warn',
  user_archived: 'warn',
  user_deleted: 'warn',
} as const;

export type AuditEventName = keyof typeof AUDIT_EVENTS;

/** The facts that a service gives about an act; IP address, browser and request come from the request itself. */
export interface AuditEntry {
  event: AuditEventName;
  result: 'success' | 'failure';
  /** A code in snake_case. */
  reason?: string;
  /** The acting user; absent when not signed in. */
  actorId?: string;
  /** The affected user. */
  subjectId?: string;
  sessionId?: string;
  /** Facts without secrets and without typed text. */
  details?: Record<string, string | number | boolean | string[] | null>;
  /** Leave out IP address and browser. */
  withoutOrigin?: boolean;
}

export type AuditRow = Required<Pick<AuditEntry, 'event' | 'result' | 'details'>> &
  Omit<AuditEntry, 'event' | 'result' | 'details' | 'withoutOrigin'> &
  Partial<RequestContext> & { at: string; level: string };

const USER_AGENT_MAX_LENGTH = 256;

export function auditRow(
  { withoutOrigin = false, ...entry }: AuditEntry,
  request: RequestContext | undefined,
  at: Date,
): AuditRow {
  const origin = withoutOrigin ? undefined : request;
  return {
    ...entry,
    details: entry.details ?? {},
    at: at.toISOString(),
    level: AUDIT_EVENTS[entry.event],
    ip: origin?.ip,
    userAgent: origin?.userAgent ? oneLine(origin.userAgent.slice(0, USER_AGENT_MAX_LENGTH)) : undefined,
    requestId: request?.requestId,
  };
}

/** A line break or another control character would allow forging a second line wherever rows are printed. */
export function oneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cs}\u2028\u2029]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
