import type { AppError } from '../errors/app-error.js';
import { platformErrors } from '../errors/platform.errors.js';
import { isInstant } from '../wire/instant.js';

const LATEST_MS = Date.UTC(10_000, 0);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where the next page of a list by time begins: opaque to clients. */
export function encodeCursor(last: { createdAt: string; id: string }): string {
  return Buffer.from(`${last.createdAt} ${last.id}`).toString('base64url');
}

/** @throws validation_failed that names `cursor` */
export function decodeCursor(cursor: string): { createdAt: Date; id: string } {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split(' ');
  const createdAt = new Date(time);
  // JavaScript knows years that PostgreSQL does not.
  const isOurs = isInstant(time) && createdAt.getTime() >= 0 && createdAt.getTime() < LATEST_MS;
  if (!isOurs || !UUID.test(id)) throw notOurCursor();
  return { createdAt, id };
}

/**
 * @param rows one more than `limit` was asked for, which shows whether there is a next page
 * @param cursorAt where that begins, after the last row of this one
 */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  cursorAt: (last: Row) => string,
): { shown: Row[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, nextCursor: rows.length > limit && last ? cursorAt(last) : null };
}

/** validation_failed that names `cursor` */
export function notOurCursor(): AppError {
  return platformErrors.validation_failed({
    errors: [
      { path: 'cursor', code: 'is_cursor', message: 'cursor must be the nextCursor of the page before' },
    ],
  });
}
