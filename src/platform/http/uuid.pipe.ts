import { ParseUUIDPipe } from '@nestjs/common';
import { platformErrors } from '../errors/platform.errors.js';

/** `@Param('id', uuidParameter)`: an id that is none is refused with the field's name. */
export const uuidParameter = new ParseUUIDPipe({
  exceptionFactory: () =>
    platformErrors.validation_failed({
      errors: [{ path: 'id', code: 'is_uuid', message: 'id must be a UUID' }],
    }),
});
