import type { OwnUser } from '../users/users.protocol.js';

/** Of a username or an e-mail address that somebody signs in with. */
export const LOGIN_MAX_LENGTH = 320;

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

/** Answer of `POST /api/auth/password/reset`: what signs in to the account, besides the new password. */
export interface PasswordReset {
  /** Whether this was the first proof that the address belongs to the account's owner. */
  firstProof: boolean;
  /** Set up before the first proof, and gone with it: names of providers. */
  removed: { identities: string[] };
  remaining: { identities: { provider: string; linkedAt: string; lastUsedAt: string }[] };
}
