/** Which uploads may go on coming in. */

export interface Pace {
  /** Of the monotonic clock, in milliseconds. */
  startedAt: number;
  lastAt: number;
  bytes: number;
}

/** Nobody's rate is judged before: connections begin slowly. */
export const GRACE_MS = 10_000;

/** Why an upload ends now, or undefined. */
export function faultOfPace(
  pace: Pace,
  now: number,
  { stallMs, minBytesPerS }: { stallMs: number; minBytesPerS: number },
): 'upload_stalled' | 'upload_too_slow' | undefined {
  if (now - pace.lastAt > stallMs) return 'upload_stalled';
  const age = now - pace.startedAt;
  return age > Math.max(GRACE_MS, stallMs) && bytesPerS(pace, now) < minBytesPerS
    ? 'upload_too_slow'
    : undefined;
}

/** The one that makes room when there is none: the slowest of those that had the time to show it. */
export function slowest<P extends Pace>(paces: Iterable<P>, now: number): P | undefined {
  let found: P | undefined;
  for (const pace of paces)
    if (now - pace.startedAt > GRACE_MS / 2 && (!found || bytesPerS(pace, now) < bytesPerS(found, now)))
      found = pace;
  return found;
}

function bytesPerS({ bytes, startedAt }: Pace, now: number): number {
  return (bytes * 1000) / Math.max(1, now - startedAt);
}
