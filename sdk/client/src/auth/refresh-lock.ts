import { locks } from '../platform/secure-only.js';

const LOCK = 'ringline.refresh';

let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs one task at a time across all tabs: a refresh token may be used once. Web Locks need a secure
 * context; without them the tasks of this tab still queue.
 */
export function oneAtATime<T>(task: () => Promise<T>): Promise<T> {
  const shared = locks();
  if (shared) return shared.request(LOCK, task);
  const result = queue.then(task);
  queue = result.catch(() => undefined);
  return result;
}
