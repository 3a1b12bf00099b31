import { defineErrors } from '../platform/errors/app-error.js';

/** Refusals of the socket door itself. */
export const realtimeErrors = defineErrors({
  unknown_event: { status: 404, message: 'There is no such event.', retryable: false },
  ws_too_many_connections: { status: 429, message: 'Too many connections.', retryable: true },
  session_mismatch: {
    status: 403,
    message: 'The token belongs to another user or session.',
    retryable: false,
  },
});
