/** Why a session was ended before its time. */
export type RevokeReason =
  | 'logout'
  | 'logout_all'
  | 'session_ended'
  | 'password_changed'
  | 'refresh_token_reused'
  | 'session_limit'
  | 'account_disabled'
  | 'account_upgraded';

/** A session has ended; told on every instance, whichever one ended it. May be told more than once. */
export class SessionRevoked {
  constructor(
    readonly sessionId: string,
    readonly userId: string,
    readonly reason: string,
  ) {}
}
