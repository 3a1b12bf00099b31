import type { Socket } from 'node:net';
import { Redis } from 'ioredis';
import { findChannelFault, findRedisFault, type RedisFault } from '../platform/redis/redis.faults.js';
import { RedisDirectory } from '../realtime/directory/directory.redis.js';
import { CONNECTS_BUCKET } from '../realtime/handshake/socket.limits.js';
import { reasonOf } from './finding.js';
import { measureSkew } from './skew.js';

const TIMEOUT_MS = 5000;

/** Inspects Redis; the keys it writes expire within seconds. */
export class RedisStore {
  private readonly redis: Redis;
  private alive?: Promise<string | undefined>;

  constructor(
    url: string,
    private readonly prefix: string,
  ) {
    this.redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: TIMEOUT_MS,
      commandTimeout: TIMEOUT_MS,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    this.redis.on('error', () => undefined);
  }

  /** Why it does not answer, or undefined when it does. */
  silence(): Promise<string | undefined> {
    return (this.alive ??= this.connect());
  }

  /** The lines of INFO, by name. */
  async info(): Promise<Record<string, string>> {
    const text = await this.redis.info();
    const lines = text.split('\r\n').filter((line) => line.includes(':'));
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    );
  }

  /** Milliseconds that its clock is ahead of this machine's. */
  skewMs(): Promise<number> {
    return measureSkew(async () => {
      const [seconds, micros] = (await this.redis.time()) as unknown as [string, string];
      return Number(seconds) * 1000 + Number(micros) / 1000;
    });
  }

  /** Reasons why a server cannot use it. */
  async fault(): Promise<RedisFault | undefined> {
    const ask = (command: string, ...args: string[]) => this.redis.call(command, ...args);
    const { username } = this.redis.options;
    return (
      (await findRedisFault(ask, this.prefix, username)) ??
      (await findChannelFault(ask, this.prefix, username))
    );
  }

  async liveInstances(): Promise<number> {
    return (await new RedisDirectory(this.redis, this.prefix, 0).liveInstances()).size;
  }

  /** How many connections were counted to each of these IP addresses within the last minute. */
  async counted(ips: string[]): Promise<number[]> {
    const keys = ips.map((ip) => `${this.prefix}:limit:${CONNECTS_BUCKET}:${ip}`);
    return Promise.all(keys.map(async (key) => Number((await this.redis.get(key)) ?? 0)));
  }

  get encrypted(): boolean {
    return this.redis.options.tls !== undefined;
  }

  /** Of the server; undefined over a Unix socket. */
  get serverIp(): string | undefined {
    return (Reflect.get(this.redis, 'stream') as Socket | undefined)?.remoteAddress;
  }

  close(): void {
    this.redis.disconnect();
  }

  private async connect(): Promise<string | undefined> {
    let cause: unknown;
    this.redis.once('error', (error) => (cause = error));
    try {
      await this.redis.connect();
      await this.redis.ping();
      return undefined;
    } catch (error) {
      return reasonOf(cause ?? error);
    }
  }
}
