import { Global, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Configuration } from '../config/configuration.js';
import { Log } from '../log/log.js';
import { REDIS, REDIS_SUBSCRIBER } from '../redis/redis.module.js';
import { type Bus, BUS } from './bus.js';
import { LocalBus } from './bus.local.js';
import { RedisBus } from './bus.redis.js';

@Global()
@Module({
  providers: [
    {
      provide: BUS,
      inject: [REDIS, REDIS_SUBSCRIBER, Configuration, Log],
      useFactory: (redis: Redis | null, subscriber: Redis | null, config: Configuration, log: Log): Bus =>
        redis && subscriber
          ? new RedisBus(redis, subscriber, config.stores.redisPrefix, log)
          : new LocalBus(),
    },
  ],
  exports: [BUS],
})
export class BusModule {}
