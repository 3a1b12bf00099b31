import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { RoomInvitationsStore } from './room-invitations.store.js';
import { RoomMutesStore } from './room-mutes.store.js';

const INTERVAL_MS = 3_600_000;

/** Deletes links that have expired and mutes that are over. Several instances do no harm. */
@Injectable()
export class RoomsRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private sweeping?: Promise<void>;

  constructor(
    private readonly invitations: RoomInvitationsStore,
    private readonly mutes: RoomMutesStore,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping = this.sweep();
    this.timer = setInterval(() => void (this.sweeping = this.sweep()), INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      await this.invitations.forgetExpired();
      await this.mutes.forgetOver();
    } catch (error) {
      this.log.warn('what is over in rooms could not be deleted', { error });
    }
  }
}
