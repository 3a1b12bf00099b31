const SWEEPS_PER_TIMEOUT = 4;
const SHORTEST_SWEEP_MS = 250;
const LONGEST_SWEEP_MS = 15_000;

/** @param timeoutsS those that apply; 0 for never @returns milliseconds without an event after which a connection ends; infinite when it never does */
export function idleTimeoutMs(timeoutsS: number[]): number {
  return Math.min(...timeoutsS.map((s) => (s === 0 ? Number.POSITIVE_INFINITY : s * 1000)));
}

/** How often to look; infinite when nobody is ever idle. @param timeoutsS all that there are */
export function sweepEveryMs(timeoutsS: number[]): number {
  const shortest = idleTimeoutMs(timeoutsS);
  if (shortest === Number.POSITIVE_INFINITY) return shortest;
  return Math.min(LONGEST_SWEEP_MS, Math.max(SHORTEST_SWEEP_MS, shortest / SWEEPS_PER_TIMEOUT));
}
