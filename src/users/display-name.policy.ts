import { platformErrors } from '../platform/errors/platform.errors.js';
import { cleanLine } from '../platform/text/visible-text.js';
import { DISPLAY_NAME_MAX_LENGTH } from './users.protocol.js';

/** @throws validation_failed that names `displayName` */
export function checkDisplayName(raw: string): string {
  const name = cleanLine(raw, DISPLAY_NAME_MAX_LENGTH);
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
