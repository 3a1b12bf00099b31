import type { OnModuleDestroy } from '@nestjs/common';
import { monotonicMs } from '../schedule/monotonic.js';
import type { Database } from './database.js';

const COMPARE_EVERY_MS = 10_000;
/** An answer that took longer says too little about when its time was read. */
const SLOW_MS = 500;

/**
 * The database's time, derived from this process's monotonic clock: for rows whose age or end the instances compare, such as
 * how long a call rings. An instance whose time of day is wrong, or is set while it runs, neither shortens nor lengthens them.
 */
export class SharedClock implements OnModuleDestroy {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly database: Database,
    private offsetMs: number,
  ) {
    this.timer = setInterval(() => void this.compare(), COMPARE_EVERY_MS).unref();
  }

  static async start(database: Database): Promise<SharedClock> {
    return new SharedClock(database, (await ask(database)).offsetMs);
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  /** Unix milliseconds. */
  nowMs(): number {
    return Math.round(monotonicMs() + this.offsetMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async compare(): Promise<void> {
    try {
      const { offsetMs, tookMs } = await ask(this.database);
      if (tookMs <= SLOW_MS) this.offsetMs = offsetMs;
    } catch {
      // The database is unavailable: the clock goes on by itself.
    }
  }
}

async function ask(database: Database): Promise<{ offsetMs: number; tookMs: number }> {
  const askedAt = monotonicMs();
  const rows = await database.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const tookMs = monotonicMs() - askedAt;
  return { offsetMs: rows[0]!.now.getTime() - (askedAt + tookMs / 2), tookMs };
}
