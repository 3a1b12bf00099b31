/** Bytes from `start` to `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The range that a `Range` header asks for (RFC 9110, 14.1.2). One range only: a request for several gets the whole, as the RFC
 * allows.
 * @returns undefined for the whole; `none` when the range is empty
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined | 'none' {
  const match = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/.exec(header ?? '');
  if (!match) return undefined;
  const [, from, to, last] = match;
  if (last !== undefined)
    return Number(last) === 0 ? 'none' : { start: Math.max(0, size - Number(last)), end: size - 1 };
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return undefined;
  return start >= size ? 'none' : { start, end };
}
