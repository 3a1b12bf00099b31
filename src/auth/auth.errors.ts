import { defineErrors } from '../platform/errors/app-error.js';

export const authErrors = defineErrors({
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
  same_password: {
    status: 422,
    message: 'The new password is the old one.',
    retryable: false,
  },
});
