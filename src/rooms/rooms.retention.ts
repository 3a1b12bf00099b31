import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Schedule } from '../platform/schedule/schedule.js';
import { RoomInvitationsStore } from './invitations/room-invitations.store.js';
import { RoomMutesStore } from './mutes/room-mutes.store.js';

const INTERVAL_MS = 3_600_000;

/** Deletes links that have expired and mutes that are over. Safe to run on several instances. */
@Injectable()
export class RoomsRetention implements OnApplicationBootstrap {
  constructor(
    private readonly invitations: RoomInvitationsStore,
    private readonly mutes: RoomMutesStore,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = this.schedule.every(INTERVAL_MS, 'expired room data could not be deleted', async () => {
      await this.invitations.deleteExpired();
      await this.mutes.deleteExpired();
    });
    void sweep();
  }
}
