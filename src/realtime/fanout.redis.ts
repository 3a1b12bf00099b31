import { createAdapter } from '@socket.io/redis-adapter';
import type { Redis } from 'ioredis';
import type { Events } from '../platform/events/events.js';
import type { Log } from '../platform/log/log.js';
import { BusReconnected } from '../platform/events/bus.events.js';
import { giveUpWhenSilent } from '../platform/redis/redis.client.js';

/** Carries events to sockets of other instances. */
export interface Fanout {
  adapter: ReturnType<typeof createAdapter>;
  close: () => void;
}

export const FANOUT = Symbol('fanout');

/** Socket.IO's Redis adapter; an unavailable Redis costs the other instances' messages, never an unhandled rejection. */
export async function redisFanout(redis: Redis, prefix: string, log: Log, events: Events): Promise<Fanout> {
  const subscriber = redis.duplicate({ enableAutoPipelining: false });
  subscriber.on('error', () => undefined);
  giveUpWhenSilent(subscriber);
  await subscriber.connect();
  subscriber.on('ready', () => events.publish(new BusReconnected()));
  const publisher = new Proxy(redis, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name === 'publish')
        return (channel: string, message: Buffer) =>
          target
            .publish(channel, message)
            .catch((error: unknown) => log.warn('a message could not be sent to other instances', { error }));
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
  return {
    adapter: createAdapter(publisher, subscriber, {
      key: `${prefix}:socket.io`,
      publishOnSpecificResponseChannel: true,
    }),
    close: () => subscriber.disconnect(),
  };
}
