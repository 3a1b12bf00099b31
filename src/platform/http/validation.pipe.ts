import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { platformErrors } from '../errors/platform.errors.js';
import { nestsDeeperThan } from '../wire/nesting.js';
import type { FieldError } from '../wire/problem.protocol.js';

/** More than any input of ours has; class-transformer would follow ten thousand levels off the end of the stack. */
const MAX_NESTING = 16;

/** Parameters that are no DTO. */
const FREE_FORM = new Set<unknown>([String, Boolean, Number, Array, Object, Buffer, Date]);

/** Validates input, on REST and sockets alike; unknown fields are refused, every refused field is named. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      exceptionFactory: (errors) =>
        platformErrors.validation_failed({ errors: errors.flatMap((error) => fieldErrors(error, '')) }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Values of custom decorators are not input.
    if (metadata.type === 'custom') return value;
    if (metadata.type === 'body' && nestsDeeperThan(MAX_NESTING, value))
      throw platformErrors.validation_failed({
        errors: [{ path: '', code: 'max_nesting', message: `nesting deeper than ${MAX_NESTING} levels` }],
      });
    refuseInherited(value, metadata);
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

/** Names that every object has, such as toString: class-transformer would drop them without a word. */
function refuseInherited(value: unknown, { metatype }: ArgumentMetadata): void {
  if (typeof value !== 'object' || value === null || !metatype || FREE_FORM.has(metatype)) return;
  const errors = Object.keys(value)
    .filter((name) => name in Object.prototype)
    .map((path) => ({ path, code: 'unknown_field', message: `property ${path} should not exist` }));
  if (errors.length > 0) throw platformErrors.validation_failed({ errors });
}

/** class-validator's tree as a flat list with dotted paths. */
export function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({
    path,
    code:
      constraint === 'whitelistValidation'
        ? 'unknown_field'
        : constraint.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
    message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, path))];
}
