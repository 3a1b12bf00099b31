import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { platformErrors } from '../errors/platform.errors.js';
import { nestsDeeperThan } from './nesting.js';
import type { FieldError } from './problem.protocol.js';

/** More than any input of ours has; class-transformer would follow ten thousand levels off the end of the stack. */
const MAX_NESTING = 16;

/** Checks what comes in, on REST and sockets alike; unknown fields are refused, every refused field is named. */
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
    if (metadata.type === 'body' && nestsDeeperThan(MAX_NESTING, value))
      throw platformErrors.validation_failed({
        errors: [{ path: '', code: 'max_nesting', message: `nesting deeper than ${MAX_NESTING} levels` }],
      });
    return super.transform(value, metadata) as Promise<unknown>;
  }
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
