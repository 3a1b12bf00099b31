import { Command, Redis, type RedisOptions } from 'ioredis';
import { redisRefuses, RedisSilent } from '../errors/redis-away.js';

/** Nothing has come from Redis for so long though it was asked: the connection is given up. */
const SILENCE_MS = 2000;
const PROBE_MS = 1000;

/** A command that cannot be sent now fails now: callers know what to do without Redis. */
export const REDIS_OPTIONS = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  socketTimeout: SILENCE_MS,
  lazyConnect: true,
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 5), 1000),
} satisfies RedisOptions;

/**
 * The connection for commands, with a circuit breaker. It is open from the moment the connection ends or is given up; while it is,
 * commands fail at once. What closes it is a write that was answered, whatever the answer: one is tried when the connection is
 * there again, and every second, so that silence is noticed before somebody waits. Emits `usable` when it has closed.
 */
export class RedisClient extends Redis {
  private usable = false;
  private timer?: NodeJS.Timeout;
  private probing?: Promise<void>;

  constructor(
    url: string,
    private readonly probeKey: string,
  ) {
    super(url, { ...REDIS_OPTIONS, commandTimeout: SILENCE_MS, enableAutoPipelining: true });
    this.on('close', () => (this.usable = false));
    this.on('ready', () => this.probe());
    this.on('end', () => clearInterval(this.timer));
    this.timer = setInterval(() => this.probe(), PROBE_MS).unref();
  }

  /** A write that says whether Redis takes writes. @throws what Redis or the connection says */
  async write(): Promise<void> {
    await super.sendCommand(
      new Command('set', [this.probeKey, '', 'PX', '60000'], { replyEncoding: 'utf8' }),
    );
  }

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    const [command] = args;
    if (this.usable || this.status !== 'ready') return super.sendCommand(...args);
    command.reject(new RedisSilent());
    return command.promise;
  }

  private probe(): void {
    if (this.status !== 'ready') return;
    this.probing ??= this.write()
      .then(() => this.answered())
      .catch((error: Error) => this.answered(redisRefuses(error) ?? null))
      .finally(() => (this.probing = undefined));
  }

  /** @param refusal what it said instead of doing it; null when it said nothing */
  private answered(refusal?: string | null): void {
    if (refusal === null || this.status !== 'ready') return;
    this.emit('writes', refusal);
    if (this.usable) return;
    this.usable = true;
    this.emit('usable');
  }
}

/** A connection that only listens: it is asked now and then, so that one that has gone silent is given up as well. */
export function keepAsking(subscriber: Redis): void {
  const timer = setInterval(() => {
    if (subscriber.status === 'ready') subscriber.ping().catch(() => undefined);
  }, PROBE_MS).unref();
  subscriber.on('end', () => clearInterval(timer));
}
