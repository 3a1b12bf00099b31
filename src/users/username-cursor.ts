import { notOurCursor } from '../platform/http/cursor.js';
import { canonicalUsername, isUsername } from './username.policy.js';

/** Where the next page of a list by username begins: opaque to clients. */
export function writeUsernameCursor(username: string): string {
  return Buffer.from(canonicalUsername(username)).toString('base64url');
}

/** @throws validation_failed that names `cursor` */
export function readUsernameCursor(cursor: string): string {
  const username = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isUsername(username) && writeUsernameCursor(username) === cursor) return username;
  throw notOurCursor();
}
