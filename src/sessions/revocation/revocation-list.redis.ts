import type { Redis } from 'ioredis';
import type { Log } from '../../platform/log/log.js';
import type { RevocationList, RevocationTruth } from './revocation-list.js';
import { sessionErrors } from '../sessions.errors.js';

/**
 * Several processes: keys in Redis. A marker beside them says that they are complete; when it is missing (Redis came
 * back empty) or this connection was cut (Redis may have come back older), PostgreSQL answers until the keys are
 * rebuilt from it.
 */
export class RedisRevocationList implements RevocationList {
  private readonly marker: string;
  /** Grows when the connection is cut. */
  private epoch = 0;
  private completeEpoch?: number;
  private rebuilding?: Promise<void>;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly truth: RevocationTruth,
    private readonly keepS: number,
    private readonly log: Log,
  ) {
    this.marker = `${prefix}:revoked:complete`;
    redis.on('close', () => (this.epoch += 1));
  }

  async add(sessionIds: string[]): Promise<void> {
    if (sessionIds.length === 0) return;
    const pipeline = this.redis.pipeline();
    for (const sessionId of sessionIds) pipeline.set(this.key(sessionId), '1', 'EX', this.keepS);
    const results = await pipeline.exec();
    const failed = results?.find(([error]) => error);
    if (failed?.[0]) throw failed[0];
  }

  async has(sessionId: string): Promise<boolean> {
    if (this.redis.status !== 'ready') return this.ask(sessionId);
    let found: (string | null)[];
    try {
      found = await this.redis.mget(this.marker, this.key(sessionId));
    } catch {
      return this.ask(sessionId);
    }
    if (this.completeEpoch === this.epoch && found[0] !== null) return found[1] !== null;
    const answer = await this.ask(sessionId);
    this.rebuild();
    return answer;
  }

  private async ask(sessionId: string): Promise<boolean> {
    try {
      return await this.truth.isRevoked(sessionId);
    } catch (cause) {
      throw sessionErrors.auth_backend_unavailable({ cause, retryAfterMs: 1000 });
    }
  }

  private rebuild(): void {
    this.rebuilding ??= this.fill()
      .catch((error: unknown) => this.log.warn('revoked sessions could not be written to redis', { error }))
      .finally(() => (this.rebuilding = undefined));
  }

  private async fill(): Promise<void> {
    const epoch = this.epoch;
    await this.add(await this.truth.findRevokedSince(this.keepS));
    await this.redis.set(this.marker, '1');
    this.completeEpoch = epoch;
  }

  private key(sessionId: string): string {
    return `${this.prefix}:revoked:sid:${sessionId}`;
  }
}
