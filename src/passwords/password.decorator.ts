import { ValidateBy } from 'class-validator';

const MAX_BYTES = 1024;

/** For passwords that are compared: longer than any that somebody can have, and short enough to be hashed at no cost. */
export function MaxPasswordBytes(): PropertyDecorator {
  return ValidateBy({
    name: 'maxBytes',
    validator: {
      validate: (value) => typeof value === 'string' && Buffer.byteLength(value) <= MAX_BYTES,
      defaultMessage: (given) => `${given?.property} must have at most ${MAX_BYTES} bytes`,
    },
  });
}
