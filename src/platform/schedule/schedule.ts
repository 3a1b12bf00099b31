import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../log/log.js';
import { SingleFlight } from './single-flight.js';

/** After a turn that failed or was not finished, where the next is not due sooner. */
const RETRY_MS = 15_000;

/** What a turn returns that left something undone, because a row was locked by another transaction for instance. */
export const UNFINISHED = Symbol('unfinished');

/** Work that an instance does again and again until it shuts down. What fails is logged and tried again soon, what is unfinished too. */
@Injectable()
export class Schedule implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly turns: SingleFlight[] = [];
  private ended = false;

  constructor(private readonly log: Log) {}

  /**
   * @param everyMs from turn to turn; a turn that comes while the one before still runs is left out
   * @param complaint what the log says of a turn that failed
   * @param level of the complaint: `debug` where turns are so frequent that an outage would fill the log
   * @returns how to have a turn out of turn, after the one under way; resolves, never rejects, when it is over. None begins after the
   * shutdown has
   */
  every(
    everyMs: number,
    complaint: string,
    work: () => unknown,
    level: 'warn' | 'debug' = 'warn',
  ): () => Promise<void> {
    const turns = new SingleFlight(async () => {
      if (this.ended) return;
      let outcome: unknown;
      try {
        outcome = await work();
      } catch (error) {
        this.log[level](complaint, { error });
        outcome = UNFINISHED;
      }
      if (outcome === UNFINISHED && everyMs > RETRY_MS) setTimeout(due, RETRY_MS).unref();
    });
    this.turns.push(turns);
    const turn = () => turns.run();
    const due = () => {
      if (!turns.isRunning) void turn();
    };
    this.timers.push(setInterval(due, everyMs).unref());
    return turn;
  }

  onModuleDestroy(): void {
    this.ended = true;
    for (const timer of this.timers) clearInterval(timer);
  }

  /** The database and Redis are there until everything has ended. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.turns.map((turns) => turns.settled()));
  }
}
