import { defineErrors } from '../platform/errors/app-error.js';

export const messagesErrors = defineErrors({
  message_not_found: {
    status: 404,
    message: 'There is no such message in this room.',
    retryable: false,
    when: 'There is no such message in the room.',
    remedy: 'Remove it from what you show.',
  },
  message_deleted: {
    status: 409,
    message: 'The message has been deleted.',
    retryable: false,
    when: 'The message was deleted.',
    remedy: 'Show it as deleted.',
  },
  client_id_used: {
    status: 409,
    message: 'Another message of yours already has this clientId.',
    retryable: false,
    when: 'Your `clientId` names a message in another room.',
    remedy: 'Use a new `clientId`.',
  },
  too_many_reactions: {
    status: 409,
    message: 'The message has too many reactions.',
    retryable: false,
    when: 'The message has 20 different reactions, or 10 of yours.',
    remedy: 'Remove one first.',
  },
  not_in_room: {
    status: 409,
    message: 'This device has not joined the room.',
    retryable: false,
    when: 'The device has not joined the room.',
    remedy: 'Send `room:join` first.',
  },
});
