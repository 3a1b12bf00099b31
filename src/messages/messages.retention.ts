import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { MediaService } from '../media/media.service.js';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { RETRY_MS } from '../platform/schedule/schedule.js';
import { RoomAccessChanged } from '../rooms/rooms.events.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { firstIdOf } from './message-id.js';
import { MessagesStore } from './messages.store.js';

const INTERVAL_MS = 3_600_000;
const DAY_MS = 86_400_000;
const AT_ONCE = 1000;

/**
 * Deletes messages that are older than MESSAGE_KEEP_DAYS and those of rooms that are gone, a few at a time, with what they show.
 * Several instances do no harm.
 */
@Injectable()
export class MessagesRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private retry?: NodeJS.Timeout;
  private sweeping = Promise.resolve();
  private ending = false;

  constructor(
    private readonly store: MessagesStore,
    private readonly media: MediaService,
    private readonly rooms: RoomsService,
    private readonly events: Events,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(RoomAccessChanged, async ({ roomId, userId }) => {
      if (userId === undefined && !(await this.rooms.mayOf(roomId, []))) this.sweepNext();
    });
    this.sweepNext();
    this.timer = setInterval(() => this.sweepNext(), INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    clearInterval(this.timer);
    clearTimeout(this.retry);
    await this.sweeping;
  }

  /** After the one that is under way, which may have looked too early. */
  private sweepNext(): void {
    this.sweeping = this.sweeping.then(() => this.sweep());
  }

  private async sweep(): Promise<void> {
    try {
      while (!this.ending && (await this.deleteSome()) >= AT_ONCE);
    } catch (error) {
      this.log.warn('old messages could not be deleted', { error });
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.sweepNext(), RETRY_MS).unref();
    }
  }

  private deleteSome(): Promise<number> {
    const { messageKeepDays } = this.config.chat;
    const keptFrom = messageKeepDays === 0 ? 0 : Date.now() - messageKeepDays * DAY_MS;
    return this.store.transaction(async (tx) => {
      const { count, media } = await this.store.deleteSome(firstIdOf(new Date(keptFrom)), AT_ONCE, tx);
      await this.media.release(media, tx);
      return count;
    });
  }
}
