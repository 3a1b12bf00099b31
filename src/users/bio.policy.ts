import { platformErrors } from '../platform/errors/platform.errors.js';
import { cleanLines } from '../platform/text/visible-text.js';
import { BIO_MAX_LENGTH } from './users.protocol.js';

/** @throws validation_failed that names `bio` */
export function checkBio(raw: string): string {
  const bio = cleanLines(raw, BIO_MAX_LENGTH);
  if (bio !== undefined) return bio;
  const message = `bio must have at most ${BIO_MAX_LENGTH} characters, all of them visible`;
  throw platformErrors.validation_failed({ errors: [{ path: 'bio', code: 'bio_invalid', message }] });
}
