import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Log } from '../platform/log/log.js';
import { firstIdOf } from './message-id.js';
import { MessagesStore } from './messages.store.js';

const INTERVAL_MS = 3_600_000;
const DAY_MS = 86_400_000;
const AT_ONCE = 1000;

/** Deletes messages that are older than MESSAGE_KEEP_DAYS, a few at a time. Several instances do no harm. */
@Injectable()
export class MessagesRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private sweeping?: Promise<void>;
  private ending = false;

  constructor(
    private readonly store: MessagesStore,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.messageKeepDays === 0) return;
    this.sweeping = this.sweep();
    this.timer = setInterval(() => void (this.sweeping = this.sweep()), INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    const firstKept = firstIdOf(new Date(Date.now() - this.config.messageKeepDays * DAY_MS));
    try {
      while (!this.ending && (await this.store.deleteBefore(firstKept, AT_ONCE)) === AT_ONCE);
    } catch (error) {
      this.log.warn('old messages could not be deleted', { error });
    }
  }
}
