import type { Bucket } from '../platform/limits/limits.js';

/** Separate buckets, so that a flood at one door closes no other. */
export const LOGIN_PER_ADDRESS: Bucket = { name: 'login_address', points: 30, durationS: 300 };
/** Failures only: a success clears it. While it is empty the right password does not help either. */
export const LOGIN_FAILURES: Bucket = { name: 'login_account', points: 10, durationS: 900 };
export const REGISTER_PER_ADDRESS: Bucket = { name: 'register_address', points: 10, durationS: 3600 };
export const GUEST_PER_ADDRESS: Bucket = { name: 'guest_address', points: 30, durationS: 3600 };
export const REFRESH_PER_SESSION: Bucket = { name: 'refresh_session', points: 120, durationS: 60 };
/** Wrong current passwords of somebody who is signed in. */
export const PASSWORD_CHECKS: Bucket = { name: 'password_check', points: 5, durationS: 900 };
