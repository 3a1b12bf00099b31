import { Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { platformErrors } from '../errors/platform.errors.js';
import type { FieldError } from './problem.protocol.js';

/** Checks what comes in, on REST and sockets alike; unknown fields are refused, every refused field is named. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      exceptionFactory: (errors) => platformErrors.validation_failed({ errors: errors.flatMap((error) => fieldErrors(error, '')) }),
    });
  }
}

/** class-validator's tree as a flat list with dotted paths. */
export function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({
    path,
    code: constraint === 'whitelistValidation' ? 'unknown_field' : constraint.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
    message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, path))];
}
