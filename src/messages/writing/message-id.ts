import { randomUUID } from 'node:crypto';

const TIME_DIGITS = 12;
/** Where the digit of the version stands. */
const VERSION_AT = 14;

/** A UUID of version 7 (RFC 9562): ids made later sort behind, to the millisecond. */
export function messageId(now = Date.now()): string {
  const hex = now.toString(16).padStart(TIME_DIGITS, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(VERSION_AT + 1)}`;
}

/** Sorts before every id made from then on. */
export function firstIdOf(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
