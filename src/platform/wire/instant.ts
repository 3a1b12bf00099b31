import { ValidateBy } from 'class-validator';

const INSTANT =
  /^[1-9]\d{3}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether a text is a point in time: ISO 8601 with its zone. Without one it would mean another instant on every server. */
export function isInstant(text: unknown): text is string {
  if (typeof text !== 'string' || !INSTANT.test(text)) return false;
  // JavaScript takes the 30th of February for the 2nd of March.
  const day = text.slice(0, 10);
  const noon = new Date(`${day}T12:00:00Z`);
  return !Number.isNaN(noon.getTime()) && noon.toISOString().startsWith(day);
}

/** A point in time that a client sends; in every DTO that takes one. */
export function IsInstant(): PropertyDecorator {
  return ValidateBy({
    name: 'isInstant',
    validator: {
      validate: isInstant,
      defaultMessage: (given) =>
        `${given?.property} must be an instant with its zone such as 2026-01-31T12:00:00Z`,
    },
  });
}
