import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';
import { Log } from '../log/log.js';
import { Schedule } from '../schedule/schedule.js';

const INTERVAL_MS = 300_000;
const PAUSE_MIN_MS = 50;
/** So that other users of the same disk hardly notice. */
const PAUSE_PER_WORK = 2;
const COMPLAINT = 'rows of an earlier version could not be brought up to date';

export interface BackfillStep {
  /** Where the next batch begins. */
  position: string;
  /** Nothing is behind it now. */
  isEnd: boolean;
}

/** Brings a batch of rows up to date, from a position on; the first one is ''. It must wait for nobody's locks. */
type Backfill = (position: string, tx: Transaction) => Promise<BackfillStep>;

/**
 * Brings rows that earlier versions wrote up to date after the start: in small batches, each one transaction, by one instance at a
 * time, from where the last one stopped. For a day after the end was reached once it looks again, since instances of an earlier
 * version may still write; then it is done for good.
 */
@Injectable()
export class Backfills implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly registered = new Map<string, Backfill>();
  private readonly ending = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly schedule: Schedule,
    private readonly log: Log,
  ) {}

  /** Before the application has started. */
  register(name: string, backfill: Backfill): void {
    this.registered.set(name, backfill);
  }

  onApplicationBootstrap(): void {
    for (const [name, backfill] of this.registered)
      void this.schedule.every(INTERVAL_MS, COMPLAINT, () => this.run(name, backfill))();
  }

  onModuleDestroy(): void {
    this.ending.abort();
  }

  private async run(name: string, backfill: Backfill): Promise<void> {
    await this.database.$executeRaw`INSERT INTO backfills (name) VALUES (${name}) ON CONFLICT DO NOTHING`;
    const { signal } = this.ending;
    for (;;) {
      const begun = performance.now();
      if (signal.aborted || (await this.step(name, backfill))) return;
      const rest = Math.max(PAUSE_MIN_MS, (performance.now() - begun) * PAUSE_PER_WORK);
      await pause(rest, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** @returns whether there is nothing to do now, be it that another instance does it */
  private async step(name: string, backfill: Backfill): Promise<boolean> {
    return this.database.$transaction(async (tx) => {
      const [held] = await tx.$queryRaw<{ position: string; endsAt: Date | null }[]>`
        SELECT position, ends_at AS "endsAt" FROM backfills WHERE name = ${name} AND NOT is_done
          FOR UPDATE SKIP LOCKED`;
      if (!held) return true;
      const { position, isEnd } = await backfill(held.position, tx);
      await tx.$executeRaw`UPDATE backfills SET position = ${position},
        is_done = ${isEnd} AND coalesce(ends_at < now(), false),
        ends_at = CASE WHEN ${isEnd} THEN coalesce(ends_at, now() + interval '1 day') ELSE ends_at END
          WHERE name = ${name}`;
      if (isEnd && held.endsAt === null) this.log.info('rows of earlier versions are up to date', { name });
      return isEnd;
    });
  }
}
