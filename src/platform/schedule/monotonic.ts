/**
 * Milliseconds for measuring durations and delays: back-offs, rates, ages of in-memory data. It never jumps, unlike the time of
 * day, which administrators and NTP set. `Date.now()` is for instants that others compare with: of tokens, rows, people.
 */
export function monotonicMs(): number {
  return performance.now();
}
