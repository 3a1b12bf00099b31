import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../users/personal-data.service.js';
import { DirectThreadsStore } from './direct/direct-threads.store.js';
import { RoomInvitationsStore } from './invitations/room-invitations.store.js';
import { RoomMembersStore } from './members/room-members.store.js';
import { RoomMutesStore } from './mutes/room-mutes.store.js';

/**
 * A user's roles and mutes in rooms, the rooms they created, their direct threads, and their invitations. When the account is
 * deleted, rooms continue without their name.
 */
@Injectable()
export class RoomsPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly members: RoomMembersStore,
    private readonly threads: DirectThreadsStore,
    private readonly invitations: RoomInvitationsStore,
    private readonly mutes: RoomMutesStore,
  ) {}

  onModuleInit(): void {
    this.personalData.register('rooms', {
      read: async (userId) => ({
        ...(await this.members.of(userId)),
        direct: await this.threads.of(userId),
        invitations: await this.invitations.of(userId),
        mutes: await this.mutes.of(userId),
      }),
      hold: (userId, tx) => this.members.hold(userId, tx),
      erase: async (userId, tx) => {
        // First, since rooms are locked from here on, in the same order as when an invitation is accepted.
        await this.members.erase(userId, tx);
        await this.invitations.erase(userId, tx);
        await this.mutes.erase(userId, tx);
      },
    });
  }
}
