import { defineErrors } from '../platform/errors/app-error.js';

export const voiceErrors = defineErrors({
  room_has_no_voice: {
    status: 409,
    message: 'This room has no voice channel.',
    retryable: false,
    when: 'The room is without a voice channel.',
    remedy: 'Do not offer it.',
  },
  voice_full: {
    status: 409,
    message: 'The voice channel is full.',
    retryable: true,
    when: '`VOICE_MESH_MAX` devices are in the channel.',
    remedy: 'Try again when a participant has left.',
  },
  not_in_voice: {
    status: 409,
    message: 'This device is not in the voice channel.',
    retryable: false,
    when: 'The device has not joined the voice channel.',
    remedy: 'Send `voice:join` first.',
  },
  participant_not_found: {
    status: 404,
    message: 'This user is not in the voice channel.',
    retryable: false,
    when: 'No device of the user is in the voice channel.',
    remedy: 'Load the participants again.',
  },
});
