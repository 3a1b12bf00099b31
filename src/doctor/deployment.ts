import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Configuration } from '../platform/config/configuration.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { DatabaseStore } from './database.store.js';
import { HttpProbe } from './http-probe.js';
import { RedisStore } from './redis.store.js';

const CLOSE_TIMEOUT_MS = 1000;

/** The deployment under examination: its configuration, its stores and its public URL. */
export class Deployment {
  readonly http: HttpProbe;
  /** Undefined with the embedded database, which belongs to the server that runs it. */
  readonly database?: DatabaseStore;
  readonly redis?: RedisStore;

  /** @param url where to ask, when other than PUBLIC_URL */
  constructor(
    readonly config: Configuration,
    readonly env: NodeJS.ProcessEnv,
    url?: string,
  ) {
    this.http = new HttpProbe(url ?? config.server.publicUrl);
    if (config.stores.databaseUrl) this.database = new DatabaseStore(config);
    if (config.stores.redisUrl)
      this.redis = new RedisStore(config.stores.redisUrl, config.stores.redisPrefix);
  }

  get production(): boolean {
    return this.config.server.nodeEnv === 'production';
  }

  /** Undefined where a start would make one. */
  get secrets(): Secrets | undefined {
    const secret = this.config.auth.appSecret ?? this.keptSecret();
    return secret === undefined ? undefined : new Secrets(secret);
  }

  /** In order where that is quick; connections that hang end with the process. */
  async close(): Promise<void> {
    this.redis?.close();
    await Promise.race([this.database?.close(), setTimeout(CLOSE_TIMEOUT_MS)]);
  }

  private keptSecret(): string | undefined {
    try {
      return readFileSync(path.join(this.config.stores.dataDir, 'app-secret'), 'utf8').trim();
    } catch {
      return undefined;
    }
  }
}
