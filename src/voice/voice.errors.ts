import { defineErrors } from '../platform/errors/app-error.js';

export const voiceErrors = defineErrors({
  room_has_no_voice: { status: 409, message: 'This room has no voice channel.', retryable: false },
  voice_full: { status: 409, message: 'The voice channel is full.', retryable: true },
  not_in_voice: { status: 409, message: 'This device is not in the voice channel.', retryable: false },
  participant_not_found: {
    status: 404,
    message: 'That person is not in the voice channel.',
    retryable: false,
  },
});
