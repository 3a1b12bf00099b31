import type { OwnUser } from '../users/users.protocol.js';

/** Answer of register, login, guest, guest/upgrade and refresh. */
export interface SignedIn {
  user: OwnUser;
  /** ES256 JWT (RFC 9068); verify it with `/.well-known/jwks.json`. */
  accessToken: string;
  /** Opaque, single use: every refresh answers the next one. */
  refreshToken: string;
  /** Seconds until the access token expires. */
  expiresIn: number;
}

/** Answer of `GET /api/auth/session`. */
export interface SessionState {
  authenticated: boolean;
  user?: OwnUser;
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

/** What a new password must satisfy, for showing it before somebody types one. Lengths in characters. */
export interface PasswordRulesInfo {
  minLength: number;
  maxLength: number;
  /** Very common passwords and those that are little more than one's name are refused. */
  refuses: ('common' | 'contains_name')[];
}
