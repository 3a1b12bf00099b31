import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Configuration } from '../config/configuration.js';
import { Events } from '../events/events.js';
import { Log } from '../log/log.js';
import { BusReconnected } from '../events/bus.events.js';
import { giveUpWhenSilent, REDIS_OPTIONS, RedisClient } from './redis.client.js';
import { findChannelFault, findRedisFault, type RedisFault, refusedWrite } from './redis.faults.js';

/** The Redis client, or null when everything stays in this process. */
export const REDIS = Symbol('redis');
/** A second connection for subscriptions, which Redis requires. */
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
      useFactory: connectCommands,
    },
    {
      provide: REDIS_SUBSCRIBER,
      inject: [Configuration, Log, Events],
      useFactory: connectSubscriptions,
    },
    RedisLifetime,
  ],
  exports: [REDIS, REDIS_SUBSCRIBER],
})
export class RedisModule {}

async function connectCommands(config: Configuration, log: Log, events: Events): Promise<RedisClient | null> {
  if (!config.stores.redisUrl) return null;
  const redis = new RedisClient(config.stores.redisUrl, `${config.stores.redisPrefix}:probe`);
  announce(redis, log, events, 'commands', 'usable');
  let refusal: string | undefined;
  redis.on('writes', (refused?: string) => {
    if (refused !== undefined && refused !== refusal)
      log.warn('redis answers and takes no writes', { reason: refused });
    if (refused === undefined && refusal !== undefined) log.info('redis takes writes again');
    refusal = refused;
  });
  await firstConnection(redis, 'usable', config);
  const ask = (command: string, ...args: string[]) => redis.call(command, ...args);
  refuse(await findRedisFault(ask, config.stores.redisPrefix, redis.options.username));
  return redis;
}

async function connectSubscriptions(config: Configuration, log: Log, events: Events): Promise<Redis | null> {
  if (!config.stores.redisUrl) return null;
  const redis = new Redis(config.stores.redisUrl, REDIS_OPTIONS);
  announce(redis, log, events, 'subscriptions', 'ready');
  await firstConnection(redis, 'ready', config);
  const ask = (command: string, channel: string) => redis.call(command, channel);
  refuse(await findChannelFault(ask, config.stores.redisPrefix, redis.options.username));
  giveUpWhenSilent(redis);
  return redis;
}

/** Reports when it becomes unavailable and when it is back, in the log and to listeners that may have missed messages. */
function announce(redis: Redis, log: Log, events: Events, role: string, back: 'usable' | 'ready'): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn('redis is away', { role, reason: error.message });
    away = true;
  });
  redis.on(back, () => {
    if (!away) return;
    away = false;
    log.info('redis is back', { role });
    events.publish(new BusReconnected());
  });
}

async function firstConnection(
  redis: Redis,
  event: 'usable' | 'ready',
  config: Configuration,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const settled = new Promise<RedisFault | undefined>((resolve) => {
    const unreachable = { what: 'Redis cannot be reached', fix: 'start it or correct the address' };
    timer = setTimeout(() => resolve(unreachable), FIRST_CONNECT_TIMEOUT_MS);
    redis.once(event, () => resolve(undefined));
    redis.on('error', (error: Error) => {
      if (/^(NOAUTH|WRONGPASS|NOPERM|ERR )/.test(error.message))
        resolve(refusedWrite(error, config.stores.redisPrefix, redis.options.username));
    });
    redis.connect().catch(() => undefined);
  });
  refuse(await settled.finally(() => clearTimeout(timer)));
}

function refuse(fault: RedisFault | undefined): void {
  if (fault) throw new Error(`REDIS_URL: ${fault.what}; ${fault.fix}.`);
}
