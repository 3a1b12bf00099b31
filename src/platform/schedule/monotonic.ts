/**
 * Milliseconds for measuring how long something takes or is to wait: back-offs, rates, ages of what this process keeps. It never jumps,
 * unlike the time of day, which administrators and NTP set. `Date.now()` is for instants that others compare with: of tokens, rows, people.
 */
export function monotonicMs(): number {
  return performance.now();
}
