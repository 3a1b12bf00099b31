import { defineErrors } from '../platform/errors/app-error.js';

/** A client refreshes on token_expired only; it signs in again on session_revoked and refresh_token_*. */
export const sessionErrors = defineErrors({
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
  refresh_in_progress: {
    status: 409,
    message: 'Another refresh of this session is running; try again.',
    retryable: true,
  },
  service_key_invalid: { status: 401, message: 'The service key is not valid (any more).', retryable: false },
  service_key_expired: { status: 401, message: 'The service key has expired.', retryable: false },
  service_key_required: {
    status: 403,
    message: 'This is for other back ends, with a service key.',
    retryable: false,
  },
  user_token_required: { status: 403, message: 'A service key cannot act as a user.', retryable: false },
  auth_backend_unavailable: {
    status: 503,
    message: 'Whether you are signed in cannot be checked right now.',
    retryable: true,
  },
});
