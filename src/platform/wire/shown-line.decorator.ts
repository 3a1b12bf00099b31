import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { cleanLine } from '../text/visible-text.js';

/** A line that people read, brought into the form in which it is shown. @param mayBeEmpty where nothing has a meaning */
export function ShownLine(maxLength: number, { mayBeEmpty = false } = {}): PropertyDecorator {
  const clean = (value: unknown) => {
    // Line ends are no white space of a line.
    if (typeof value !== 'string' || /\p{Cc}/u.test(value)) return undefined;
    return mayBeEmpty && value.trim() === '' ? '' : cleanLine(value, maxLength);
  };
  const least = mayBeEmpty ? 0 : 1;
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => clean(value) ?? value)(target, property);
    ValidateBy({
      name: 'isShown',
      validator: {
        validate: (value) => clean(value) !== undefined,
        defaultMessage: () => `${String(property)} must have ${least} to ${maxLength} visible characters`,
      },
    })(target, property);
  };
}
