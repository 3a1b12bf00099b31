import { defineErrors } from '../platform/errors/app-error.js';

export const signalingErrors = defineErrors({
  not_in_group: {
    status: 403,
    message: 'This device is not in that peer group.',
    retryable: false,
    when: 'The device is not, or no longer, in the call or the voice channel.',
    remedy: 'Close the RTCPeerConnection.',
  },
  no_running_call: {
    status: 403,
    message: 'ICE servers are for calls: ring or answer first.',
    retryable: false,
    when: 'TURN credentials are for calls only, and you are in none.',
    remedy: 'Ring or answer first; the answer has the ICE servers.',
  },
  peer_gone: {
    status: 404,
    message: 'That peer is not there (any longer).',
    retryable: true,
    when: 'The other device has left or its connection is lost.',
    remedy: 'Wait for the event that says what became of it.',
  },
  too_many_early_signals: {
    status: 429,
    message: 'Wait until somebody answers.',
    retryable: false,
    when: 'More than 100 signals or 256 KiB before anybody answered.',
    remedy: 'Keep them until somebody answers.',
  },
});
