import type { Bucket } from '../platform/limits/limits.js';

/** Separate buckets, so that a flood on one route blocks no other. Reading and signing out have none. */
export const LOGIN_PER_IP: Bucket = { name: 'login_address', points: 30, durationS: 300 };
/** Failures only: a success clears it. While it is closed the right password does not help either. */
export const LOGIN_FAILURES: Bucket = {
  name: 'login_account',
  points: 10,
  durationS: 900,
  pausesS: [60, 120, 240, 480, 900],
};
/**
 * Wrong passwords in a row after which none is taken until the password is reset (NIST SP 800-63B, 3.2.2). Accounts without
 * an e-mail address cannot be reset: they are slowed down alone.
 */
export const MAX_FAILURES_IN_A_ROW = 100;
/** The same for names that nobody has: counted as long as an account would need to get there at its pauses, and more. */
export const UNKNOWN_NAME_FAILURES: Bucket = {
  name: 'login_unknown',
  points: MAX_FAILURES_IN_A_ROW,
  durationS: 30 * 86_400,
};
export const REGISTER_PER_IP: Bucket = { name: 'register_address', points: 10, durationS: 3600 };
export const GUEST_PER_IP: Bucket = { name: 'guest_address', points: 30, durationS: 3600 };
/** Wrong current passwords of a signed-in user. */
export const PASSWORD_CHECKS: Bucket = { name: 'password_check', points: 5, durationS: 900 };
/** E-mails to one recipient, regardless of who requests them; beyond the limit none is sent, and the answer stays the same. */
export const FORGOT_MAILS_PER_MINUTE: Bucket = { name: 'forgot_account_minute', points: 1, durationS: 60 };
export const FORGOT_MAILS_PER_HOUR: Bucket = { name: 'forgot_account_hour', points: 5, durationS: 3600 };
export const FORGOT_PER_IP: Bucket = { name: 'forgot_address', points: 5, durationS: 600 };
export const FORGOT_PER_IP_LONGER: Bucket = {
  name: 'forgot_address_longer',
  points: 15,
  durationS: 1800,
};
export const RESET_PER_IP: Bucket = { name: 'reset_address', points: 10, durationS: 60 };
export const VERIFY_MAILS_PER_MINUTE: Bucket = { name: 'verify_mail_minute', points: 1, durationS: 60 };
export const VERIFY_MAILS_PER_HOUR: Bucket = { name: 'verify_mail_hour', points: 5, durationS: 3600 };
export const VERIFY_PER_IP: Bucket = { name: 'verify_address', points: 10, durationS: 60 };
