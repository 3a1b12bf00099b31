import type { AuditRecord } from '../platform/audit/audit.protocol.js';
import type { AccountInfo, OwnUser } from '../users/users.protocol.js';

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

/** Answer of `GET /api/profile/export`; each slice adds its data under keys of its own, such as `calls`. */
export interface PersonalExport {
  exportedAt: string;
  account: AccountInfo;
  profile: OwnUser;
  /** Accounts elsewhere that sign in here. */
  identities: { provider: string; subject: string; createdAt: string }[];
  sessions: ExportedSession[];
  /** Audit log entries about the account, newest first. */
  audit: AuditRecord[];
  [holding: string]: unknown;
}
