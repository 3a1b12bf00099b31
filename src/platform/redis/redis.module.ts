import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Configuration } from '../config/configuration.js';
import { Events } from '../events/events.js';
import { Log } from '../log/log.js';
import { BusReturned } from '../bus/bus.events.js';

/** The Redis client, or null when everything stays in this process. */
export const REDIS = Symbol('redis');
/** A second connection for subscriptions, which Redis asks for. */
export const REDIS_SUBSCRIBER = Symbol('redis-subscriber');

const FIRST_CONNECT_TIMEOUT_MS = 15_000;

@Injectable()
class RedisLifetime implements OnApplicationShutdown {
  constructor(
    @Inject(REDIS) private readonly client: Redis | null,
    @Inject(REDIS_SUBSCRIBER) private readonly subscriber: Redis | null,
  ) {}

  onApplicationShutdown(): void {
    this.subscriber?.disconnect();
    this.client?.disconnect();
  }
}

@Global()
@Module({
  providers: [
    {
      provide: REDIS,
      inject: [Configuration, Log, Events],
      useFactory: (config: Configuration, log: Log, events: Events) =>
        connect(config, log, events, 'commands'),
    },
    {
      provide: REDIS_SUBSCRIBER,
      inject: [Configuration, Log, Events],
      useFactory: (config: Configuration, log: Log, events: Events) =>
        connect(config, log, events, 'subscriptions'),
    },
    RedisLifetime,
  ],
  exports: [REDIS, REDIS_SUBSCRIBER],
})
export class RedisModule {}

async function connect(config: Configuration, log: Log, events: Events, role: string): Promise<Redis | null> {
  if (!config.redisUrl) return null;
  const redis = new Redis(config.redisUrl, {
    // A command that cannot be sent now fails now: callers know what to do without Redis.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    ...(role === 'commands' && { commandTimeout: 2000, enableAutoPipelining: true }),
    lazyConnect: true,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 5), 1000),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn('redis is away', { role, reason: error.message });
    away = true;
  });
  redis.on('ready', () => {
    if (!away) return;
    away = false;
    log.info('redis is back', { role });
    events.publish(new BusReturned());
  });
  await firstConnection(redis);
  return redis;
}

async function firstConnection(redis: Redis): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('REDIS_URL: Redis cannot be reached; start it or correct the address.')),
      FIRST_CONNECT_TIMEOUT_MS,
    );
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
    redis.connect().catch(() => undefined);
  });
}
