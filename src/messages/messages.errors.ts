import { defineErrors } from '../platform/errors/app-error.js';

export const messagesErrors = defineErrors({
  message_not_found: { status: 404, message: 'There is no such message in this room.', retryable: false },
  message_deleted: { status: 409, message: 'The message has been deleted.', retryable: false },
  client_id_used: {
    status: 409,
    message: 'Another message of yours already has this clientId.',
    retryable: false,
  },
  too_many_reactions: { status: 409, message: 'The message has enough reactions.', retryable: false },
  not_in_room: { status: 409, message: 'This device has not joined the room.', retryable: false },
});
