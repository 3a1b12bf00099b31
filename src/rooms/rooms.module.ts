import { Module } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { UsersModule } from '../users/users.module.js';
import { DirectController } from './direct.controller.js';
import { DirectThreadsService } from './direct-threads.service.js';
import { DirectThreadsStore } from './direct-threads.store.js';
import { InvitationAcceptance } from './invitation-acceptance.service.js';
import { RoomEntrances } from './room-entrances.service.js';
import { RoomMembersController } from './room-members.controller.js';
import { RoomMembersService } from './room-members.service.js';
import { RoomMembersStore } from './room-members.store.js';
import { RoomInvitationsController } from './room-invitations.controller.js';
import { RoomInvitationsService } from './room-invitations.service.js';
import { RoomInvitationsStore } from './room-invitations.store.js';
import { RoomMutesController } from './room-mutes.controller.js';
import { RoomMutesService } from './room-mutes.service.js';
import { RoomMutesStore } from './room-mutes.store.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsNews } from './rooms.news.js';
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
    RoomEntrances,
    RoomInvitationsService,
    RoomInvitationsStore,
    RoomMembersService,
    RoomMembersStore,
    RoomMutesService,
    RoomMutesStore,
    RoomsNews,
    RoomsPersonalData,
    RoomsRetention,
    RoomsService,
    RoomsStore,
  ],
  exports: [DirectThreadsService, RoomEntrances, RoomMembersService, RoomsService],
})
export class RoomsModule {}
