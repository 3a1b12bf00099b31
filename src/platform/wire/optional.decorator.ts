import { ValidateIf } from 'class-validator';

/** A field that may be absent but not null, unlike with `IsOptional`: where null is none of the values. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
