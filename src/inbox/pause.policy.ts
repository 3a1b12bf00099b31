/** What happens meanwhile is looked up together. */
const LEAST_MS = 200;
/** One look-up that hung says nothing about the next: numbers come back soon after the database does. */
const MOST_MS = 2000;
/** However much is said, looking up what is unread is no more than a part of the work. */
const FACTOR = 5;

/** How long to wait after a look-up that took so long. */
export function pauseAfter(tookMs: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, FACTOR * tookMs));
}
