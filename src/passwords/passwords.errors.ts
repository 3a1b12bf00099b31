import { defineErrors } from '../platform/errors/app-error.js';

export const passwordErrors = defineErrors({
  invalid_credentials: {
    status: 401,
    message: 'The name or the password is wrong.',
    retryable: false,
    when: 'Username, e-mail address or password is wrong; the answer does not say which.',
    remedy: 'Ask again.',
  },
  weak_password: {
    status: 422,
    message: 'The password is too easy to guess.',
    retryable: false,
    when: 'The new password is too short, too common or contains the name.',
    remedy: 'Ask for another one; `GET /api/auth/password-rules` has the rules.',
  },
  password_too_long: {
    status: 422,
    message: 'The password is too long.',
    retryable: false,
    when: 'The new password is too long.',
    remedy: 'Ask for a shorter one.',
  },
  hash_queue_full: {
    status: 503,
    message: 'Too many users are signing in right now; try again.',
    retryable: true,
    when: 'Too many passwords wait to be checked.',
    remedy: 'Wait for `retryAfterMs`, then send it again.',
  },
});
