/** Losing a tenth of a millisecond per second: more than two clocks drift apart. */
const DRIFT = 1e-4;

/**
 * The database's time, derived from this process's own clock. Every answer that carries the database's time bounds the
 * difference of the two clocks; the tightest bound so far counts, so a slow answer does no harm.
 */
export class DatabaseClock {
  private best?: { latestOffsetMs: number; errorMs: number; at: number };

  /** @param sentAt and `receivedAt` of `performance.now()`; the database's time lies between them */
  learn(sentAt: number, databaseMs: number, receivedAt: number): void {
    const errorMs = receivedAt - sentAt;
    if (this.best && errorMs > this.best.errorMs + (receivedAt - this.best.at) * DRIFT) return;
    this.best = { latestOffsetMs: databaseMs - sentAt, errorMs, at: receivedAt };
  }

  /** The latest that the database's clock can have shown at an instant of `performance.now()`. */
  latestAt(instant: number): Date {
    const { latestOffsetMs, at } = this.best!;
    return new Date(instant + latestOffsetMs + Math.abs(performance.now() - at) * DRIFT);
  }
}
