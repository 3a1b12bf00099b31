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
