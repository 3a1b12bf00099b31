import type { OwnUser } from '../users/users.protocol.js';

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

/** One of your active sessions. */
export interface SessionInfo {
  id: string;
  createdAt: string;
  lastUsedAt: string;
  /** Where it was opened, coarsely: 203.0.113.0/24. */
  network: string;
  userAgent: string | null;
  /** Whether it is the current one. */
  current: boolean;
}
