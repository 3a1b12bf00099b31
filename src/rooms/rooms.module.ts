import { Module, type OnModuleInit } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import { UsersModule } from '../users/users.module.js';
import { DirectController } from './direct/direct.controller.js';
import { DirectThreadsService } from './direct/direct-threads.service.js';
import { DirectThreadsStore } from './direct/direct-threads.store.js';
import { InvitationAcceptance } from './invitations/invitation-acceptance.service.js';
import { MembershipHooks } from './members/membership-hooks.service.js';
import { RoomMembersController } from './members/room-members.controller.js';
import { RoomMembersService } from './members/room-members.service.js';
import { RoomMembersStore } from './members/room-members.store.js';
import { RoomInvitationsController } from './invitations/room-invitations.controller.js';
import { RoomInvitationsService } from './invitations/room-invitations.service.js';
import { RoomInvitationsStore } from './invitations/room-invitations.store.js';
import { RoomMutesController } from './mutes/room-mutes.controller.js';
import { RoomMutesService } from './mutes/room-mutes.service.js';
import { RoomMutesStore } from './mutes/room-mutes.store.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsNotifier } from './rooms.notifier.js';
import { RoomsPersonalData } from './rooms.personal-data.js';
import { RoomsRetention } from './rooms.retention.js';
import { RoomsService } from './rooms.service.js';
import { RoomsStore } from './rooms.store.js';

@Module({
  imports: [RealtimeModule, UsersModule],
  controllers: [
    RoomsController,
    RoomMembersController,
    DirectController,
    RoomInvitationsController,
    RoomMutesController,
  ],
  providers: [
    databaseShare('chat'),
    DirectThreadsService,
    DirectThreadsStore,
    InvitationAcceptance,
    MembershipHooks,
    RoomInvitationsService,
    RoomInvitationsStore,
    RoomMembersService,
    RoomMembersStore,
    RoomMutesService,
    RoomMutesStore,
    RoomsNotifier,
    RoomsPersonalData,
    RoomsRetention,
    RoomsService,
    RoomsStore,
  ],
  exports: [DirectThreadsService, MembershipHooks, RoomMembersService, RoomsService],
})
export class RoomsModule implements OnModuleInit {
  constructor(private readonly registry: RealtimeRegistry) {}

  onModuleInit(): void {
    this.registry.features.register('rooms', 3);
  }
}
