import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../log/log.js';
import { SingleFlight } from './single-flight.js';

/** After a turn that failed or was not finished, where the next is not due sooner. */
const RETRY_MS = 15_000;

/** Returned by a turn that could not finish, because a row was locked by another transaction for instance. */
export const UNFINISHED = Symbol('unfinished');

/** Work that an instance repeats until it shuts down. Failed turns are logged and repeated soon, unfinished ones too. */
@Injectable()
export class Schedule implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly turns: SingleFlight[] = [];
  private ended = false;

  constructor(private readonly log: Log) {}

  /**
   * @param everyMs from turn to turn; a turn that comes while the one before still runs is left out
   * @param complaint the log message for a failed turn
   * @param level of the complaint: `debug` where turns are so frequent that an outage would fill the log
   * @returns a function that runs an extra turn, after the one under way; it resolves, never rejects, when the turn is over.
   * None begins after the shutdown has
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
