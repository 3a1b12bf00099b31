import { defineErrors } from '../platform/errors/app-error.js';

/** A client refreshes on token_expired only; it signs in again on session_revoked and refresh_token_*. */
export const authErrors = defineErrors({
  token_missing: { status: 401, message: 'Sign in first.', retryable: false },
  token_invalid: { status: 401, message: 'The access token is not valid.', retryable: false },
  token_expired: { status: 401, message: 'The access token has expired.', retryable: false },
  session_not_found: { status: 404, message: 'There is no such session.', retryable: false },
  session_revoked: { status: 401, message: 'The session has ended; sign in again.', retryable: false },
  refresh_token_invalid: {
    status: 401,
    message: 'The refresh token is not valid (any more); sign in again.',
    retryable: false,
  },
  refresh_token_reused: {
    status: 401,
    message: 'The refresh token was used before, so its session has been ended; sign in again.',
    retryable: false,
  },
  ambiguous_credentials: {
    status: 400,
    message: 'The request names a session in two ways; send one of them.',
    retryable: false,
  },
  csrf_failed: {
    status: 403,
    message: 'The X-CSRF-Token is missing or of another session; get one at GET /api/auth/csrf.',
    retryable: false,
  },
  origin_not_allowed: {
    status: 403,
    message: 'Pages of this origin may not do this; see ALLOWED_ORIGINS.',
    retryable: false,
  },
  password_reset_required: {
    status: 403,
    message: 'Too many wrong passwords in a row: signing in with a password is off until it is reset.',
    retryable: false,
  },
  account_disabled: { status: 403, message: 'This account is switched off.', retryable: false },
  reauthentication_required: {
    status: 403,
    message: 'Sign in again (or give the password) to do this.',
    retryable: false,
  },
  invalid_reset_token: {
    status: 400,
    message: 'This link does not work (any more); ask for another one.',
    retryable: false,
  },
  invalid_verification_token: {
    status: 400,
    message: 'This link does not work (any more); ask for another one.',
    retryable: false,
  },
  password_already_set: {
    status: 409,
    message: 'The account has a password; change it instead.',
    retryable: false,
  },
  refresh_in_progress: {
    status: 409,
    message: 'Another refresh of this session is running; try again.',
    retryable: true,
  },
  same_password: {
    status: 422,
    message: 'The new password is the old one.',
    retryable: false,
  },
  auth_backend_unavailable: {
    status: 503,
    message: 'Whether you are signed in cannot be checked right now.',
    retryable: true,
  },
});
