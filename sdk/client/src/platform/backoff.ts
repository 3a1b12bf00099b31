const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Delay before attempt number `attempt` (from 0): doubling, with up to a quarter of jitter so that a thousand clients do not
 * come back at once. A delay the server asks for is the minimum.
 */
export function backoffMs(attempt: number, retryAfterMs = 0, random: () => number = Math.random): number {
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  const wait = Math.max(doubled, retryAfterMs);
  return Math.round(wait + (wait / 4) * random());
}
