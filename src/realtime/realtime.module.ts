import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { AuthModule } from '../auth/auth.module.js';
import { Configuration } from '../platform/config/configuration.js';
import { REDIS } from '../platform/redis/redis.module.js';
import { UsersModule } from '../users/users.module.js';
import { Connections } from './connections.js';
import { type Directory, DIRECTORY } from './directory.js';
import { LocalDirectory } from './directory.local.js';
import { RedisDirectory } from './directory.redis.js';
import { HotEvents } from './hot-events.js';
import { InstanceBeat } from './instance.beat.js';
import { INSTANCE_ID } from './instance-id.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeService } from './realtime.service.js';
import { SessionWatch } from './session.watch.js';
import { SocketAdapter } from './socket.adapter.js';
import { SocketDispatch } from './socket.dispatch.js';
import { SocketHandshake } from './socket.handshake.js';

@Module({
  imports: [AuthModule, UsersModule],
  providers: [
    { provide: INSTANCE_ID, useFactory: () => randomUUID() },
    {
      provide: DIRECTORY,
      inject: [REDIS, Configuration, INSTANCE_ID],
      useFactory: (redis: Redis | null, config: Configuration, instanceId: string): Directory =>
        redis
          ? new RedisDirectory(redis, config.redisPrefix, instanceId, config.instanceLeaseS * 1000)
          : new LocalDirectory(instanceId),
    },
    Connections,
    HotEvents,
    InstanceBeat,
    RealtimeGateway,
    RealtimeService,
    SessionWatch,
    SocketAdapter,
    SocketDispatch,
    SocketHandshake,
  ],
  exports: [RealtimeService, HotEvents, INSTANCE_ID],
})
export class RealtimeModule {}
