import { platformErrors } from '../platform/errors/platform.errors.js';
import { DISPLAY_NAME_MAX_LENGTH } from './users.protocol.js';

/** Control, format (also bidirectional overrides and zero-width), private, unassigned; and lone surrogates. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029]/u;
/** Joins emoji and some scripts' letters. */
export const JOINER = /\u200D|\u200C/g;

/**
 * A name as it is shown: NFC, runs of white space as one space.
 * @returns undefined when it is empty, too long or has invisible characters
 */
export function cleanDisplayName(raw: string): string | undefined {
  const name = raw.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const length = [...name].length;
  if (length === 0 || length > DISPLAY_NAME_MAX_LENGTH || INVISIBLE.test(name.replace(JOINER, '')))
    return undefined;
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : undefined;
}

/** @throws validation_failed that names `displayName` */
export function checkDisplayName(raw: string): string {
  const name = cleanDisplayName(raw);
  if (name !== undefined) return name;
  throw platformErrors.validation_failed({
    errors: [
      {
        path: 'displayName',
        code: 'display_name_invalid',
        message: 'displayName must have 1 to 64 visible characters',
      },
    ],
  });
}
