import { defineErrors } from '../platform/errors/app-error.js';

export const passwordErrors = defineErrors({
  invalid_credentials: { status: 401, message: 'The name or the password is wrong.', retryable: false },
  weak_password: { status: 422, message: 'The password is too easy to guess.', retryable: false },
  password_too_long: { status: 422, message: 'The password is too long.', retryable: false },
  hash_queue_full: {
    status: 503,
    message: 'Too many people are signing in right now; try again.',
    retryable: true,
  },
});
