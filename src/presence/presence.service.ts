import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Events } from '../platform/events/events.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { ConnectionOpened } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { BlockChanged, StatusChosen } from '../users/users.events.js';
import { PresenceBroadcast } from './presence.broadcast.js';
import { PresenceSnapshots } from './presence.snapshots.js';
import { PresenceStore } from './presence.store.js';

const GUESTS_EVERY_MS = 1000;

/** What other users see when a user connects, chooses a status, or blocks another. */
@Injectable()
export class PresenceService implements OnApplicationBootstrap {
  private lastSentGuests = -1;

  constructor(
    private readonly store: PresenceStore,
    private readonly broadcast: PresenceBroadcast,
    private readonly snapshots: PresenceSnapshots,
    private readonly realtime: RealtimeService,
    private readonly events: Events,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(ConnectionOpened, ({ connection }) => {
      this.broadcast.join(connection);
      this.snapshots.send(connection);
    });
    this.events.on(StatusChosen, async ({ userId }) => {
      const update = await this.store.find(userId);
      if (update) this.broadcast.send([update]);
    });
    this.events.on(BlockChanged, async ({ blockerId, blockedId, wasShown }) => {
      // Users to whom the user appears offline anyway receive nothing: a message would disclose the block.
      if (!wasShown) return;
      const change = await this.store.findAsSeenBy(blockerId, blockedId);
      if (change) this.broadcast.sendToOne(blockedId, change);
    });
    this.schedule.every(GUESTS_EVERY_MS, 'guests could not be counted', () => this.sendGuestCount(), 'debug');
  }

  private async sendGuestCount(): Promise<void> {
    const guests = await this.realtime.guests();
    if (guests === this.lastSentGuests) return;
    this.lastSentGuests = guests;
    this.broadcast.sendGuestCount({ guests });
  }
}
