import { defineErrors } from '../platform/errors/app-error.js';

export const mediaErrors = defineErrors({
  media_not_found: { status: 404, message: 'There is no such medium.', retryable: false },
  media_in_use: { status: 409, message: 'Something shows this medium; delete that.', retryable: false },
  media_signature_invalid: { status: 403, message: 'This address was not made here.', retryable: false },
  media_url_expired: {
    status: 410,
    message: 'This address has expired; ask for a new one.',
    retryable: false,
  },
  range_not_satisfiable: { status: 416, message: 'The medium does not reach that far.', retryable: false },
  media_quota_exceeded: { status: 413, message: 'Your images take too much room.', retryable: false },
  too_many_uploads: {
    status: 429,
    message: 'You send too many images at the same time; let some of them finish.',
    retryable: true,
  },
  upload_stalled: {
    status: 408,
    message: 'Nothing more of the image arrived; send it again.',
    retryable: true,
  },
  upload_too_slow: {
    status: 408,
    message: 'The image arrives too slowly; try again on a better network.',
    retryable: true,
  },
  image_too_large: { status: 422, message: 'The image has too many pixels.', retryable: false },
  image_unreadable: { status: 422, message: 'The image is damaged.', retryable: false },
  media_busy: {
    status: 503,
    message: 'Too many images are coming in right now; try again.',
    retryable: true,
  },
  media_storage_unavailable: { status: 503, message: 'Media cannot be reached right now.', retryable: true },
});
