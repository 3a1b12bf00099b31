import type { FieldError, WireError } from '../wire/problem.protocol.js';

/** The meaning of a code on every transport. */
export interface ErrorDefinition {
  /** HTTP status of the same condition. */
  status: number;
  message: string;
  retryable: boolean;
  /** For docs/protocol/errors.md: when it is answered, and the client's reaction. */
  when: string;
  remedy: string;
}

/** The limit that was exceeded: `points` acts per `durationS` seconds. */
export interface LimitFacts {
  name: string;
  points: number;
  durationS: number;
}

interface Details {
  message?: string;
  retryAfterMs?: number;
  limit?: LimitFacts;
  errors?: FieldError[];
  cause?: unknown;
}

/** A refusal that a client may see. Everything else that is thrown is a fault and shows as `internal_error`. */
export class AppError extends Error {
  readonly status: number;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly limit?: LimitFacts;
  readonly errors?: FieldError[];

  constructor(
    readonly code: string,
    definition: ErrorDefinition,
    details: Details = {},
  ) {
    super(details.message ?? definition.message, { cause: details.cause });
    this.status = definition.status;
    this.retryable = definition.retryable;
    this.retryAfterMs = details.retryAfterMs;
    this.limit = details.limit;
    this.errors = details.errors;
  }

  toWire(): WireError {
    return {
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
      ...(this.errors && { errors: this.errors }),
    };
  }
}

const definitions = new Map<string, ErrorDefinition>();

/** Of whatever slice; undefined for a code that no `*.errors.ts` which was loaded has. */
export function errorDefinition(code: string): ErrorDefinition | undefined {
  return definitions.get(code);
}

/**
 * A slice's table of errors, as functions that make them.
 * @example const errors = defineErrors({ call_not_found: { status: 404, message: '…', retryable: false } });
 *          throw errors.call_not_found();
 */
export function defineErrors<K extends string>(
  table: Record<K, ErrorDefinition>,
): Record<K, (details?: Details) => AppError> {
  const make = {} as Record<K, (details?: Details) => AppError>;
  for (const code of Object.keys(table) as K[]) {
    definitions.set(code, table[code]);
    make[code] = (details) => new AppError(code, table[code], details);
  }
  return make;
}
