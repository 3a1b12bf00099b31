import type { AuditRecord } from '../platform/audit/audit.protocol.js';
import type { AccountInfo, OwnUser } from '../users/users.protocol.js';

/** Answer of register, login, guest, guest/upgrade, password/change and refresh. */
export interface SignedIn {
  user: OwnUser;
  /** ES256 JWT (RFC 9068); verify it with `/.well-known/jwks.json`. */
  accessToken: string;
  /** Opaque, single use: every refresh answers the next one. Absent where it goes into the cookie. */
  refreshToken: string;
  /** Seconds until the access token expires. */
  expiresIn: number;
}

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

/** One of one's own living sessions. */
export interface SessionInfo {
  id: string;
  createdAt: string;
  lastUsedAt: string;
  /** Where it was opened, coarsely: 203.0.113.0/24. */
  network: string;
  userAgent: string | null;
  /** Whether it is the one that asks. */
  current: boolean;
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
