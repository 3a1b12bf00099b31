import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Log } from '../log/log.js';
import type { Bus } from './bus.js';

/** Several processes: Redis pub/sub. */
export class RedisBus implements Bus {
  /** Marks messages for other instances only; a JSON text begins differently. */
  private readonly sender = randomUUID();
  private readonly listeners = new Map<string, ((message: never) => void | Promise<void>)[]>();

  constructor(
    private readonly redis: Redis,
    private readonly subscriber: Redis,
    private readonly prefix: string,
    private readonly log: Log,
  ) {
    subscriber.on('message', (channel: string, text: string) => void this.deliver(channel, text));
  }

  get reachable(): boolean {
    return this.redis.status === 'ready';
  }

  async publish(channel: string, message: object): Promise<void> {
    await this.redis.publish(this.name(channel), JSON.stringify(message));
  }

  async publishToOthers(channel: string, message: object): Promise<void> {
    await this.redis.publish(this.name(channel), this.sender + JSON.stringify(message));
  }

  async subscribe<M extends object>(
    channel: string,
    listener: (message: M) => void | Promise<void>,
  ): Promise<void> {
    const name = this.name(channel);
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
    // ioredis subscribes again by itself after a reconnection.
    await this.subscriber.subscribe(name);
  }

  private async deliver(channel: string, text: string): Promise<void> {
    if (text.startsWith(this.sender)) return;
    const json = text.startsWith('{') ? text : text.slice(this.sender.length);
    for (const listener of this.listeners.get(channel) ?? []) {
      try {
        await listener(JSON.parse(json) as never);
      } catch (error) {
        this.log.error('bus listener failed', { channel, error });
      }
    }
  }

  private name(channel: string): string {
    return `${this.prefix}:bus:${channel}`;
  }
}
