import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { UsersModule } from '../users/users.module.js';
import { PresenceGateway } from './presence.gateway.js';
import { PresenceService } from './presence.service.js';
import { PresenceStore } from './presence.store.js';

@Module({
  imports: [RealtimeModule, UsersModule],
  providers: [PresenceGateway, PresenceService, PresenceStore],
})
export class PresenceModule {}
