import { Module, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import { UsersModule } from '../users/users.module.js';
import { PresenceGateway } from './presence.gateway.js';
import { PresenceMoves } from './presence.moves.js';
import { PresenceBroadcast } from './presence.broadcast.js';
import { BATCHED_PRESENCE } from './presence.protocol.js';
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
export class PresenceModule implements OnModuleInit {
  constructor(
    private readonly registry: RealtimeRegistry,
    private readonly config: Configuration,
  ) {}

  onModuleInit(): void {
    this.registry.features.register('presence', 1);
    this.registry.handshakeFlags.register(BATCHED_PRESENCE);
    this.registry.idleClasses.registerDefault({
      name: 'presence',
      rank: 0,
      timeoutS: this.config.sockets.presenceIdleTimeoutS,
      closeCode: 4000,
    });
  }
}
