import type { WireError } from '../protocol.js';

/** Codes that only a new sign-in cures. */
const SIGN_IN_AGAIN =
  /^(session_revoked|refresh_token_\w+|account_disabled|token_missing|token_invalid|validation_failed)$/;

/** Whether the refresh token is no longer valid; otherwise it is kept and tried again later. */
export function mustSignIn(error: WireError): boolean {
  return !error.retryable && SIGN_IN_AGAIN.test(error.code);
}

/** How long before its end a token is replaced: 75 s, a third of the lifetime where that is shorter. */
export function refreshMarginMs(lifetimeMs: number): number {
  return Math.min(75_000, lifetimeMs / 3);
}
