import type { Bucket } from '../platform/limits/limits.js';

/** Each by one service key. */
export const PUBLISH: Bucket = { name: 'app-events', points: 600, durationS: 60, hot: true };
export const MANAGE: Bucket = { name: 'webhooks-manage', points: 120, durationS: 60 };
/** By one administrator. */
export const MAKE_KEYS: Bucket = { name: 'service-keys', points: 60, durationS: 3600 };
