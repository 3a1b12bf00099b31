import { platformErrors } from '../platform/errors/platform.errors.js';
import { INVISIBLE, JOINER } from './display-name.policy.js';
import { BIO_MAX_LENGTH } from './users.protocol.js';

/**
 * Text as it is shown: NFC, line breaks as LF and never more than two, no white space at its ends or at those of a line.
 * @returns undefined when it is too long or has invisible characters
 */
export function cleanBio(raw: string): string | undefined {
  const bio = raw
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const visible = bio.replaceAll('\n', '').replace(JOINER, '');
  return [...bio].length > BIO_MAX_LENGTH || INVISIBLE.test(visible) ? undefined : bio;
}

/** @throws validation_failed that names `bio` */
export function checkBio(raw: string): string {
  const bio = cleanBio(raw);
  if (bio !== undefined) return bio;
  const message = `bio must have at most ${BIO_MAX_LENGTH} characters, all of them visible`;
  throw platformErrors.validation_failed({ errors: [{ path: 'bio', code: 'bio_invalid', message }] });
}
