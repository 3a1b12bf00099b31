import type { Bucket } from '../platform/limits/limits.js';

/** Sign-ins that begin. */
export const OAUTH_PER_IP: Bucket = { name: 'oauth_address', points: 30, durationS: 300 };
/** Callbacks and codes; a bucket of its own, so that a user who has begun can finish. */
export const OAUTH_ANSWERS_PER_IP: Bucket = { name: 'oauth_answer_address', points: 60, durationS: 300 };
