import { Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { REDIS } from '../platform/redis/redis.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { Connections } from './connections.js';
import { type Directory, DIRECTORY } from './directory/directory.js';
import { LocalDirectory } from './directory/directory.local.js';
import { RedisDirectory } from './directory/directory.redis.js';
import { type Fanout, FANOUT, redisFanout } from './fanout.redis.js';
import { HotEvents } from './frames/hot-events.service.js';
import { IdleSweep } from './idle.sweep.js';
import { InstanceHeartbeat } from './directory/instance.heartbeat.js';
import { LivingInstances } from './directory/living-instances.service.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeRegistry } from './registry/realtime-registry.service.js';
import { RealtimeService } from './realtime.service.js';
import { SendBacklogs } from './frames/send-backlogs.js';
import { SessionWatch } from './session.watch.js';
import { SocketAdapter } from './socket.adapter.js';
import { SocketDispatch } from './socket.dispatch.js';
import { SocketHandshake } from './handshake/socket.handshake.js';

@Module({
  imports: [SessionsModule, UsersModule],
  providers: [
    {
      provide: DIRECTORY,
      inject: [REDIS, Configuration],
      useFactory: (redis: Redis | null, config: Configuration): Directory =>
        redis
          ? new RedisDirectory(redis, config.stores.redisPrefix, config.sockets.instanceLeaseS * 1000)
          : new LocalDirectory(),
    },
    {
      provide: FANOUT,
      inject: [REDIS, Configuration, Log, Events],
      useFactory: (
        redis: Redis | null,
        config: Configuration,
        log: Log,
        events: Events,
      ): Promise<Fanout> | null =>
        redis ? redisFanout(redis, config.stores.redisPrefix, log, events) : null,
    },
    Connections,
    HotEvents,
    IdleSweep,
    InstanceHeartbeat,
    LivingInstances,
    RealtimeGateway,
    RealtimeRegistry,
    RealtimeService,
    SendBacklogs,
    SessionWatch,
    SocketAdapter,
    SocketDispatch,
    SocketHandshake,
  ],
  exports: [RealtimeRegistry, RealtimeService, HotEvents, LivingInstances],
})
export class RealtimeModule {}
