import type { OwnUser } from '../users/users.protocol.js';

/** Length limit of the username or e-mail that a user signs in with. */
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

/** Answer of `GET /api/auth/presence-session`, the first request of a page: who is signed in, if anyone. */
export interface PresenceSession {
  authenticated: boolean;
  user?: OwnUser;
  /** Whether `POST /api/auth/guest` is enabled. */
  guestsAllowed: boolean;
  /** Present when the cookie belongs to a signed-in user: the refresh that follows needs it. */
  csrfToken?: string;
}

/** Answer of `POST /api/auth/password/reset`: the sign-in methods of the account besides the new password. */
export interface PasswordReset {
  /** Whether this was the first proof that the e-mail address belongs to the account's owner. */
  firstProof: boolean;
  /** Identities that were linked before the first proof and are removed by it: names of providers. */
  removed: { identities: string[] };
  remaining: { identities: { provider: string; linkedAt: string; lastUsedAt: string }[] };
}
