import { defineErrors } from '../platform/errors/app-error.js';

export const roomsErrors = defineErrors({
  room_not_found: { status: 404, message: 'There is no such room.', retryable: false },
  member_not_found: { status: 404, message: 'That person has no role in this room.', retryable: false },
  slug_taken: { status: 409, message: 'This address is taken.', retryable: false },
  public_room_stays: {
    status: 409,
    message: 'The public room is for everybody, as long as the server is there.',
    retryable: false,
  },
  direct_thread_fixed: {
    status: 409,
    message: 'A direct thread is between its two people and stays as it is.',
    retryable: false,
  },
  peer_blocked: { status: 403, message: 'You have blocked this person.', retryable: false },
  cannot_message_yourself: { status: 400, message: 'You cannot write to yourself.', retryable: false },
  muted: { status: 403, message: 'You are muted in this room for a while.', retryable: true },
  invitation_not_found: {
    status: 404,
    message: 'This invitation does not work, or not any more.',
    retryable: false,
  },
  too_many_invitations: {
    status: 409,
    message: 'The room has enough open invitations; revoke one first.',
    retryable: false,
  },
  last_owner: { status: 409, message: 'Somebody has to remain who owns the room.', retryable: false },
});
