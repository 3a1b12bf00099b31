import { LRUCache } from 'lru-cache';

const KEEP_MS = 10_000;
const MAX = 10_000;

/**
 * When this instance answered its latest rotations. A request with the same token that arrives before the first answer has left
 * is in flight with it, not a theft: the successor cannot be known yet.
 */
export class Rotations {
  private readonly answeredAt = new LRUCache<string, number>({ max: MAX, ttl: KEEP_MS });

  begin(hash: Buffer): void {
    this.answeredAt.set(hash.toString('base64'), Number.POSITIVE_INFINITY);
  }

  /** It came to nothing. */
  undo(hash: Buffer): void {
    this.answeredAt.delete(hash.toString('base64'));
  }

  answered(hash: Buffer): void {
    this.answeredAt.set(hash.toString('base64'), performance.now());
  }

  /**
   * @param arrivedAt of `performance.now()`
   * @returns undefined when another instance rotated the token, or this one long ago
   */
  precedesAnswer(hash: Buffer, arrivedAt: number): boolean | undefined {
    const answeredAt = this.answeredAt.get(hash.toString('base64'));
    return answeredAt === undefined ? undefined : arrivedAt < answeredAt;
  }
}
