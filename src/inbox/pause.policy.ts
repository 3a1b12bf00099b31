/** Changes during this pause are looked up together. */
const LEAST_MS = 200;
/** One look-up that hung says nothing about the next: numbers come back soon after the database does. */
const MOST_MS = 2000;
/** However many messages arrive, looking up unread ones stays a fraction of the load. */
const FACTOR = 5;

/** How long to wait after a look-up that took so long. */
export function pauseAfter(tookMs: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, FACTOR * tookMs));
}
