import { defineErrors } from '../platform/errors/app-error.js';

export const callsErrors = defineErrors({
  call_not_found: { status: 404, message: 'There is no such call.', retryable: false },
  cannot_call_yourself: { status: 400, message: 'You cannot call yourself.', retryable: false },
  not_the_callee: { status: 403, message: 'Only the person who is called may do this.', retryable: false },
  call_answered_elsewhere: { status: 409, message: 'Another device has answered.', retryable: false },
  call_not_answered: { status: 409, message: 'Nobody has answered this call yet.', retryable: false },
  call_running: { status: 409, message: 'The call is still going on.', retryable: false },
  call_ended: { status: 409, message: 'The call has ended.', retryable: false },
  call_already_here: { status: 409, message: 'This device has the call already.', retryable: false },
  call_moved: { status: 409, message: 'The call goes on on another of your devices.', retryable: false },
  move_in_progress: { status: 409, message: 'The call is being moved already.', retryable: true },
  move_failed: { status: 409, message: 'The call stayed on the device that had it.', retryable: false },
  too_many_calls: {
    status: 409,
    message: 'As many calls ring or run for you as anybody may have at once.',
    retryable: true,
  },
  not_in_call: { status: 409, message: 'This device is not in the call.', retryable: false },
});
