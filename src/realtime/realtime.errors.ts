import { defineErrors } from '../platform/errors/app-error.js';

/** Refusals of the socket connection itself. */
export const realtimeErrors = defineErrors({
  unknown_event: {
    status: 404,
    message: 'There is no such event.',
    retryable: false,
    when: 'There is no event with this name.',
    remedy: 'Correct the name.',
  },
  ws_too_many_connections: {
    status: 429,
    message: 'Too many connections.',
    retryable: true,
    when: 'The user or the IP address has too many connections.',
    remedy: 'Close one, or wait for `retryAfterMs`.',
  },
  session_mismatch: {
    status: 403,
    message: 'The token belongs to another user or session.',
    retryable: false,
    when: '`auth:refresh` was sent with a token of another session.',
    remedy: 'Send a token of the same session, or connect anew.',
  },
});
