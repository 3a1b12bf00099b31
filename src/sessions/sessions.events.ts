/** Why a session was ended before its time. */
export type RevokeReason =
  | 'logout'
  | 'logout_all'
  | 'session_ended'
  | 'password_changed'
  | 'password_reset'
  | 'email_verified'
  | 'refresh_token_reused'
  | 'oauth_replayed'
  | 'session_limit'
  | 'account_disabled'
  | 'account_deleted'
  | 'account_upgraded'
  | 'signing_keys_compromised';

/** A session has ended; emitted on every instance, regardless of which one ended it. May be emitted more than once. */
export class SessionRevoked {
  constructor(
    readonly sessionId: string,
    readonly userId: string,
    readonly reason: string,
  ) {}
}
