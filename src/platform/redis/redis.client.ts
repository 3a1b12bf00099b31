import type { Socket } from 'node:net';
import { Command, Redis, type RedisOptions } from 'ioredis';
import { redisRefuses, RedisSilent } from '../errors/redis-away.js';

/** A connection is asked so often, and given up when it has not answered for so many turns. */
const TURN_MS = 500;
const SILENT_TURNS = 4;

/** A command that cannot be sent now fails now: callers can handle the absence of Redis. */
export const REDIS_OPTIONS = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  lazyConnect: true,
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 5), 1000),
} satisfies RedisOptions;

/**
 * The connection for commands, with a circuit breaker. It is open from the moment the connection ends or is given up; while it
 * is, commands fail at once. It is closed by a write that was answered, whatever the answer: one is tried when the connection
 * is there again, and from then on, so that silence is noticed before a request waits. Emits `usable` when it has closed, and
 * `writes` with each answer.
 */
export class RedisClient extends Redis {
  private usable = false;

  constructor(
    url: string,
    private readonly probeKey: string,
  ) {
    super(url, { ...REDIS_OPTIONS, enableAutoPipelining: true });
    this.on('close', () => (this.usable = false));
    giveUpWhenSilent(this, () => this.probe());
  }

  /** A write that tests whether Redis accepts writes. @throws the error of Redis or of the connection */
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

  private async probe(): Promise<void> {
    const refusal = await this.write().then(
      () => undefined,
      (error: Error) => redisRefuses(error) ?? null,
    );
    if (refusal === null || this.status !== 'ready') return;
    this.emit('writes', refusal);
    if (this.usable) return;
    this.usable = true;
    this.emit('usable');
  }
}

/**
 * Ends a connection that does not answer, and a new one is made. Turns are counted and not time: while this process itself is
 * suspended, none passes.
 */
export function giveUpWhenSilent(redis: Redis, ask: () => Promise<unknown> = () => redis.ping()): void {
  let asked: Promise<unknown> | undefined;
  let silent = 0;
  const question = () => {
    silent = 0;
    const own: Promise<unknown> = ask()
      .catch(() => undefined)
      .finally(() => {
        if (asked === own) asked = undefined;
      });
    asked = own;
  };
  const turn = () => {
    if (!asked && redis.status === 'ready') return question();
    if (!asked && redis.status !== 'connect') return;
    silent += 1;
    if (silent > SILENT_TURNS)
      (Reflect.get(redis, 'stream') as Socket | undefined)?.destroy(new RedisSilent());
  };
  const timer = setInterval(turn, TURN_MS).unref();
  redis.on('ready', question);
  redis.on('close', () => {
    asked = undefined;
    silent = 0;
  });
  redis.on('end', () => clearInterval(timer));
}
