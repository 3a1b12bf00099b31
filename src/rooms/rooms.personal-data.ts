import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../users/personal-data.service.js';
import { RoomMembersStore } from './room-members.store.js';

/** In which rooms a person has a role, and which they made. When they leave, rooms go on without their name. */
@Injectable()
export class RoomsPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly members: RoomMembersStore,
  ) {}

  onModuleInit(): void {
    this.personalData.offer('rooms', {
      read: (userId) => this.members.of(userId),
      forget: (userId, tx) => this.members.forget(userId, tx),
    });
  }
}
