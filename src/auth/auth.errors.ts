import { defineErrors } from '../platform/errors/app-error.js';

export const authErrors = defineErrors({
  ambiguous_credentials: {
    status: 400,
    message: 'The request names a session twice; send only one of them.',
    retryable: false,
    when: 'A refresh token is in the body and in the cookie, or access token and cookie name different sessions.',
    remedy: 'Send one of them.',
  },
  csrf_failed: {
    status: 403,
    message: 'The X-CSRF-Token is missing or belongs to another session; get one from GET /api/auth/csrf.',
    retryable: false,
    when: 'A request that relies on the cookie has no `X-CSRF-Token` or one of another session.',
    remedy: 'Get a new token from `GET /api/auth/csrf` and send it again.',
  },
  origin_not_allowed: {
    status: 403,
    message: 'This origin is not allowed; see ALLOWED_ORIGINS.',
    retryable: false,
    when: 'The request relies on the cookie and comes from a page of another origin.',
    remedy: 'Serve the page from an origin in `ALLOWED_ORIGINS`.',
  },
  password_reset_required: {
    status: 403,
    message: 'Too many wrong passwords in a row; reset the password to sign in with it again.',
    retryable: false,
    when: 'A hundred wrong passwords in a row.',
    remedy: 'Offer a password reset.',
  },
  account_disabled: {
    status: 403,
    message: 'This account is disabled.',
    retryable: false,
    when: 'An administrator has disabled the account.',
    remedy: 'Show it; do not try again.',
  },
  reauthentication_required: {
    status: 403,
    message: 'Sign in again (or give the password) to do this.',
    retryable: false,
    when: 'The act needs the password or a recent sign-in.',
    remedy: 'Ask for the password, or have the user sign in again.',
  },
  invalid_reset_token: {
    status: 400,
    message: 'This link is invalid or has expired; request another one.',
    retryable: false,
    when: 'The link was used, has expired or was replaced.',
    remedy: 'Offer to send another e-mail.',
  },
  invalid_verification_token: {
    status: 400,
    message: 'This link is invalid or has expired; request another one.',
    retryable: false,
    when: 'The link was used, has expired or was replaced.',
    remedy: 'Offer to send another e-mail.',
  },
  password_already_set: {
    status: 409,
    message: 'The account already has a password; change it instead.',
    retryable: false,
    when: 'A first password is set for an account that has one.',
    remedy: 'Change the password instead.',
  },
  same_password: {
    status: 422,
    message: 'The new password is the same as the current one.',
    retryable: false,
    when: 'The new password is the current one.',
    remedy: 'Ask for another password.',
  },
});
