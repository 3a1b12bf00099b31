import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { MediaService } from '../../media/media.service.js';
import { Configuration } from '../../platform/config/configuration.js';
import { Events } from '../../platform/events/events.js';
import { Schedule, UNFINISHED } from '../../platform/schedule/schedule.js';
import { RoomAccessChanged } from '../../rooms/rooms.events.js';
import { RoomsService } from '../../rooms/rooms.service.js';
import { firstIdOf } from '../writing/message-id.js';
import { MessagesRetentionStore } from './messages-retention.store.js';

const INTERVAL_MS = 3_600_000;
const DAY_MS = 86_400_000;
const AT_ONCE = 1000;

/**
 * Deletes messages that are older than MESSAGE_KEEP_DAYS and those of deleted rooms, in small batches, with their attachments.
 * Safe to run on several instances.
 */
@Injectable()
export class MessagesRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private ending = false;

  constructor(
    private readonly store: MessagesRetentionStore,
    private readonly media: MediaService,
    private readonly rooms: RoomsService,
    private readonly events: Events,
    private readonly config: Configuration,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = this.schedule.every(INTERVAL_MS, 'old messages could not be deleted', () => this.sweep());
    this.events.on(RoomAccessChanged, async ({ roomId, userId }) => {
      if (userId === undefined && !(await this.rooms.mayOf(roomId, []))) await sweep();
    });
    void sweep();
  }

  onModuleDestroy(): void {
    this.ending = true;
  }

  private async sweep(): Promise<typeof UNFINISHED | undefined> {
    const { messageKeepDays } = this.config.chat;
    const keptFrom = messageKeepDays === 0 ? 0 : Date.now() - messageKeepDays * DAY_MS;
    const firstId = firstIdOf(new Date(keptFrom));
    while (!this.ending && (await this.deleteSome(firstId)) >= AT_ONCE);
    // Others may have locked some.
    return (await this.store.hasMore(firstId)) ? UNFINISHED : undefined;
  }

  private deleteSome(firstId: string): Promise<number> {
    return this.store.transaction(async (tx) => {
      const { count, media } = await this.store.deleteSome(firstId, AT_ONCE, tx);
      await this.media.release(media, tx);
      return count;
    });
  }
}
