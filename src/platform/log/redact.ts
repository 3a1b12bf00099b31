/** Names whose values never reach a log, wherever they stand. */
const SECRET = /^(.*(token|secret|password|credential|authorization|cookie).*|sdp|candidates?|description)$/i;
const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const OPAQUE = /\b(rt|rl_sk)_[\w-]{8,}|\b(reset|verify|invite|join)_[\w-]{43}/g;
const MAX_DEPTH = 5;

/** A copy without secrets: by name, and by the look of a string; errors become plain objects. */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return copy(fields, 0) as Record<string, unknown>;
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (depth >= MAX_DEPTH) return '…';
  if (value instanceof Error) {
    const cause = value.cause === undefined ? {} : { cause: copy(value.cause, depth + 1) };
    return { name: value.name, message: scrub(value.message), stack: scrub(value.stack ?? ''), ...cause };
  }
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => copy(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET.test(key) ? '[redacted]' : copy(item, depth + 1),
    ]),
  );
}

function scrub(text: string): string {
  return text.replace(JWT, '[redacted]').replace(OPAQUE, '[redacted]');
}
