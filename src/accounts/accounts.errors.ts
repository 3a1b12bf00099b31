import { defineErrors } from '../platform/errors/app-error.js';

export const accountsErrors = defineErrors({
  export_running: {
    status: 409,
    message: 'An export of this account is being written; wait until it has ended.',
    retryable: true,
    when: 'An export of the same account is running.',
    remedy: 'Wait for `retryAfterMs`.',
  },
  exports_busy: {
    status: 503,
    message: 'The server is writing as many exports as it can; try again in a moment.',
    retryable: true,
    when: 'The instance writes three exports already.',
    remedy: 'Wait for `retryAfterMs`.',
  },
});
