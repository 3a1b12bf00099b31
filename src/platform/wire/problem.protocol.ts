/** The form of every refusal (RFC 9457 on REST; the same facts in socket acks). */

/** One refused field. `path` is dotted (`description.sdp`), empty for the body itself. */
export interface FieldError {
  path: string;
  code: string;
  message: string;
}

/** The error inside a socket ack, an `error` event or a rejected promise of the SDK. */
export interface WireError {
  /** A fact in snake_case; stable for ever. */
  code: string;
  message: string;
  /** Whether the same request may succeed later without being changed. */
  retryable: boolean;
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs?: number;
  errors?: FieldError[];
}

/** `application/problem+json` (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  retryable: boolean;
  requestId: string;
  retryAfterMs?: number;
  errors?: FieldError[];
}

/** Every client event is acknowledged with this. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: WireError };

/** A page of a keyset-paginated list; pass `nextCursor` back as `?cursor=`. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
