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
    message: 'ICE servers are only for calls; ring or answer first.',
    retryable: false,
    when: 'TURN credentials are for calls only, and you are in none.',
    remedy: 'Ring or answer first; the answer has the ICE servers.',
  },
  peer_gone: {
    status: 404,
    message: 'This peer is not connected.',
    retryable: true,
    when: 'The other device has left or its connection is lost.',
    remedy: 'Wait for the next event about this peer.',
  },
  too_many_early_signals: {
    status: 429,
    message: 'Wait until the call is answered.',
    retryable: false,
    when: 'More than 100 signals or 256 KiB before the call was answered.',
    remedy: 'Keep them until the call is answered.',
  },
});
