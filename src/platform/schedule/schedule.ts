import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../log/log.js';

/** After a turn that failed, where the next is not due sooner. */
export const RETRY_MS = 15_000;

/** Work that an instance does again and again until it shuts down. What fails is logged and tried again, soon. */
@Injectable()
export class Schedule implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();
  private ended = false;

  constructor(private readonly log: Log) {}

  /**
   * @param everyMs from turn to turn; a turn that comes while the one before still runs is left out
   * @param complaint what the log says of a turn that failed
   * @param level of the complaint: `debug` where turns are so frequent that an outage would fill the log
   * @returns how to begin a turn out of turn; resolves, never rejects, when that, or the one under way, is over. None begins after
   * the shutdown has
   */
  every(
    everyMs: number,
    complaint: string,
    work: () => unknown,
    level: 'warn' | 'debug' = 'warn',
  ): () => Promise<void> {
    let turn: Promise<void> | undefined;
    const run = async () => {
      try {
        await work();
      } catch (error) {
        this.log[level](complaint, { error });
        if (everyMs > RETRY_MS) setTimeout(() => void begin(), RETRY_MS).unref();
      }
    };
    const begin = () => {
      if (turn) return turn;
      if (this.ended) return Promise.resolve();
      const begun = run().finally(() => {
        turn = undefined;
        this.running.delete(begun);
      });
      turn = begun;
      this.running.add(begun);
      return begun;
    };
    this.timers.push(setInterval(() => void begin(), everyMs).unref());
    return begin;
  }

  onModuleDestroy(): void {
    this.ended = true;
    for (const timer of this.timers) clearInterval(timer);
  }

  /** The database and Redis are there until everything has ended. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.running);
  }
}
