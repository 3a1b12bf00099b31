import { createHmac } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { HashPool } from './hash-pool.js';
import { passwordErrors } from './passwords.errors.js';

/** Names the recipe: bcrypt over a peppered pre-hash, pepper 1. */
const TAG = 'b2p1';
const HASH_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
const STORED = /^b2p1(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/**
 * `bcrypt(base64(HMAC-SHA-384(pepper, NFC(password))))`: the pre-hash is 64 ASCII characters, so bcrypt's limits (72
 * bytes, no NUL) never cut a password, and a stolen table is useless without the pepper.
 */
@Injectable()
export class PasswordHasher implements OnApplicationShutdown {
  private readonly pepper: Buffer;
  private readonly pool: HashPool;
  /** A well-formed hash of no account: comparing with it costs what comparing with a real one costs. */
  private readonly dummy: string;

  constructor(
    private readonly config: Configuration,
    secrets: Secrets,
    metrics: Metrics,
  ) {
    this.pepper = secrets.derive('password-pepper');
    const worked = metrics.histogram(
      'auth_password_hash_seconds',
      'Work on one password, waiting not counted',
      HASH_SECONDS,
    );
    this.pool = new HashPool((seconds) => worked.observe(seconds));
    this.dummy = `$2b$${String(config.auth.bcryptCost).padStart(2, '0')}$${'.'.repeat(53)}`;
    metrics.gauge('auth_hash_queue_depth', 'Passwords waiting for a worker', () => this.pool.depth);
  }

  /** @throws hash_queue_full, also before any work is done */
  refuseWhenFull(): void {
    if (this.pool.full) throw passwordErrors.hash_queue_full({ retryAfterMs: 2000 });
  }

  /** @throws hash_queue_full */
  async hash(password: string): Promise<string> {
    return (
      TAG +
      (await this.pool.run({
        kind: 'hash',
        input: this.preHash(password),
        cost: this.config.auth.bcryptCost,
      }))
    );
  }

  /**
   * Always one comparison, whether or not there is anything to compare with.
   * @throws hash_queue_full
   */
  async matches(password: string, stored: string | null | undefined): Promise<boolean> {
    const hash = STORED.exec(stored ?? '')?.[1];
    const same = await this.pool.run({
      kind: 'compare',
      input: this.preHash(password),
      hash: hash ?? this.dummy,
    });
    return same && hash !== undefined;
  }

  /** Whether a stored hash was made with another recipe than today's. */
  isOutdated(stored: string): boolean {
    return Number(STORED.exec(stored)?.[2]) !== this.config.auth.bcryptCost;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  private preHash(password: string): string {
    return createHmac('sha384', this.pepper).update(password.normalize('NFC')).digest('base64');
  }
}
