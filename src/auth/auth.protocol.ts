import type { OwnUser } from '../users/users.protocol.js';

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
