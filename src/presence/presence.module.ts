import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { UsersModule } from '../users/users.module.js';
import { PresenceGateway } from './presence.gateway.js';
import { PresenceMoves } from './presence.moves.js';
import { PresenceBroadcast } from './presence.broadcast.js';
import { PresenceService } from './presence.service.js';
import { PresenceSnapshots } from './presence.snapshots.js';
import { PresenceStore } from './presence.store.js';

@Module({
  imports: [RealtimeModule, UsersModule],
  providers: [
    PresenceGateway,
    PresenceMoves,
    PresenceBroadcast,
    PresenceService,
    PresenceSnapshots,
    PresenceStore,
  ],
})
export class PresenceModule {}
