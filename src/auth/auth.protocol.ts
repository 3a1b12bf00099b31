import type { AuditRecord } from '../platform/audit/audit.protocol.js';
import type { AccountInfo, OwnUser } from '../users/users.protocol.js';

/** Answer of `GET /api/auth/session`. */
export interface SessionState {
  authenticated: boolean;
  user?: OwnUser;
}

/** Answer of `GET /api/auth/csrf`. */
export interface CsrfToken {
  csrfToken: string;
}

/** Answer of `GET /api/auth/presence-session`: what a page does first, for whoever has opened it. */
export interface PresenceSession {
  authenticated: boolean;
  user?: OwnUser;
  /** Whether `POST /api/auth/guest` lets somebody in without an account. */
  guestsAllowed: boolean;
  /** Given when the cookie tells who is signed in: the refresh that follows needs it. */
  csrfToken?: string;
}

/** A session as its owner finds it in an export. */
export interface ExportedSession {
  id: string;
  createdAt: string;
  lastUsedAt: string;
  ip: string;
  userAgent: string | null;
  /** Null for one that lives or ran out. */
  endedAt: string | null;
  endReason: string | null;
}

/** Answer of `GET /api/profile/export`; slices add what they hold under names of their own, such as `calls`. */
export interface PersonalExport {
  exportedAt: string;
  account: AccountInfo;
  profile: OwnUser;
  /** Accounts elsewhere that sign in here. */
  identities: { provider: string; subject: string; createdAt: string }[];
  sessions: ExportedSession[];
  /** What the audit log says of the account, newest first. */
  audit: AuditRecord[];
  [holding: string]: unknown;
}
