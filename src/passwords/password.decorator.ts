import { ValidateBy } from 'class-validator';
import { COMPARED_PASSWORD_MAX_BYTES } from './passwords.protocol.js';

/** For passwords that are compared: longer than any valid password, and short enough to be hashed at no cost. */
export function MaxPasswordBytes(): PropertyDecorator {
  return ValidateBy({
    name: 'maxBytes',
    validator: {
      validate: (value) =>
        typeof value === 'string' && Buffer.byteLength(value) <= COMPARED_PASSWORD_MAX_BYTES,
      defaultMessage: (given) => `${given?.property} must have at most ${COMPARED_PASSWORD_MAX_BYTES} bytes`,
    },
  });
}
