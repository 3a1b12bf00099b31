import { defineErrors } from '../platform/errors/app-error.js';

export const accountsErrors = defineErrors({
  export_running: {
    status: 409,
    message: 'An export of this account is running; wait until it has ended.',
    retryable: true,
    when: 'An export of the same account is running.',
    remedy: 'Wait for `retryAfterMs`.',
  },
  exports_busy: {
    status: 503,
    message: 'Too many exports are running; try again in a moment.',
    retryable: true,
    when: 'Three exports are running on the instance.',
    remedy: 'Wait for `retryAfterMs`.',
  },
});
