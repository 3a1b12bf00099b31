import { defineErrors } from '../platform/errors/app-error.js';

export const signalingErrors = defineErrors({
  not_in_group: { status: 403, message: 'This device is not in that peer group.', retryable: false },
  no_running_call: {
    status: 403,
    message: 'ICE servers are for calls: ring or answer first.',
    retryable: false,
  },
  peer_gone: { status: 404, message: 'That peer is not there (any longer).', retryable: true },
  too_many_early_signals: { status: 429, message: 'Wait until somebody answers.', retryable: false },
});
