import { defineErrors } from '../platform/errors/app-error.js';

export const keyErrors = defineErrors({
  next_key_not_ready: {
    status: 409,
    message: 'The next signing key has not been published for long enough.',
    retryable: true,
    when: 'The next signing key has not been published for 20 minutes.',
    remedy: 'Wait for `retryAfterMs`, then rotate again.',
  },
});
