import { Module, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Configuration } from '../platform/config/configuration.js';
import { REDIS } from '../platform/redis/redis.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import { EarlySignalsService } from './early-signals.service.js';
import { HiddenPeers } from './hidden-peers.service.js';
import { IceServersController } from './ice-servers.controller.js';
import { IceServersService } from './ice-servers.service.js';
import { PEER_GROUPS, type PeerGroups } from './peer-groups.js';
import { LocalPeerGroups } from './peer-groups.local.js';
import { RedisPeerGroups } from './peer-groups.redis.js';
import { RemoteSignals } from './remote-signals.js';
import { SignalRecovery } from './signal-recovery.js';
import { SignalRelay } from './signal-relay.js';
import { SIGNAL_SEQ } from './signaling.protocol.js';
import { SignalingService } from './signaling.service.js';

@Module({
  imports: [RealtimeModule],
  controllers: [IceServersController],
  providers: [
    {
      provide: PEER_GROUPS,
      inject: [REDIS, Configuration],
      useFactory: (redis: Redis | null, config: Configuration): PeerGroups =>
        redis ? new RedisPeerGroups(redis, config.stores.redisPrefix) : new LocalPeerGroups(),
    },
    IceServersService,
    EarlySignalsService,
    HiddenPeers,
    RemoteSignals,
    SignalRecovery,
    SignalRelay,
    SignalingService,
  ],
  exports: [EarlySignalsService, HiddenPeers, IceServersService, SignalingService],
})
export class SignalingModule implements OnModuleInit {
  constructor(private readonly registry: RealtimeRegistry) {}

  onModuleInit(): void {
    this.registry.handshakeFlags.register(SIGNAL_SEQ);
  }
}
