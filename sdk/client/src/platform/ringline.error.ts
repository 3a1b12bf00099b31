import type { FieldError, WireError } from '../protocol.js';

/** Every error of the SDK: a refusal of the server, or a failure of the browser or the network. */
export class RinglineError extends Error implements WireError {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly errors?: FieldError[];

  constructor(facts: WireError, options?: ErrorOptions) {
    super(facts.message, options);
    this.name = 'RinglineError';
    this.code = facts.code;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs;
    this.errors = facts.errors;
  }

  static from(error: unknown): RinglineError {
    if (error instanceof RinglineError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new RinglineError({ code: 'unexpected_error', message, retryable: false }, { cause: error });
  }
}

/** The server's code for it, the same on every transport. */
export function tooLarge(): RinglineError {
  const message = 'This is too large to be sent.';
  return new RinglineError({ code: 'payload_too_large', message, retryable: false });
}
