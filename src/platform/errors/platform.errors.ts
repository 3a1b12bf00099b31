import { defineErrors } from './app-error.js';

/** Conditions that belong to no slice. */
export const platformErrors = defineErrors({
  validation_failed: { status: 400, message: 'Some fields are not as they should be.', retryable: false },
  malformed_json: { status: 400, message: 'The body is not valid JSON.', retryable: false },
  bad_request: { status: 400, message: 'The request cannot be understood.', retryable: false },
  not_found: { status: 404, message: 'There is nothing here.', retryable: false },
  method_not_allowed: { status: 405, message: 'This method is not allowed here.', retryable: false },
  request_timeout: { status: 408, message: 'The request took too long to arrive.', retryable: true },
  payload_too_large: { status: 413, message: 'The request is too large.', retryable: false },
  unsupported_media_type: { status: 415, message: 'Send application/json.', retryable: false },
  headers_too_large: { status: 431, message: 'The headers are too large.', retryable: false },
  rate_limited: { status: 429, message: 'Too many requests; wait a little.', retryable: true },
  internal_error: { status: 500, message: 'Something went wrong on the server.', retryable: true },
  service_unavailable: {
    status: 503,
    message: 'A part of the server is not available right now.',
    retryable: true,
  },
  rate_limiter_unavailable: { status: 503, message: 'Limits cannot be checked right now.', retryable: true },
  draining: { status: 503, message: 'This instance is shutting down; try again.', retryable: true },
  guest_not_allowed: { status: 403, message: 'Guests may not do this; create an account.', retryable: false },
  permission_denied: { status: 403, message: 'You may not do this.', retryable: false },
});
