import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { SessionsStore } from './sessions.store.js';

const INTERVAL_MS = 3_600_000;
/** Long enough to look into what happened. */
const KEEP_DAYS = 30;

/** Deletes sessions that ended long ago, so that the tables do not grow for ever. Several instances do no harm. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private sweeping?: Promise<void>;

  constructor(
    private readonly sessions: SessionsStore,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping = this.sweep();
    this.timer = setInterval(() => void (this.sweeping = this.sweep()), INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    await this.sessions
      .forget(KEEP_DAYS)
      .catch((error: unknown) => this.log.warn('old sessions could not be deleted', { error }));
  }
}
