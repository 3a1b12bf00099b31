import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import pg, { type PoolConfig } from 'pg';
import { Configuration } from '../config/configuration.js';
import { Log } from '../log/log.js';
import { Database } from './database.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.js';
import { applyMigrations, MIGRATIONS } from './migrations.js';

const CONNECT_TIMEOUT_MS = 5000;
const EMBEDDED = Symbol('embedded');

/** Keeps the embedded database alive as long as anybody may still write, and stops the server when it dies. */
@Injectable()
class DatabaseLifetime implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    @Inject(EMBEDDED) private readonly embedded: EmbeddedPostgres | null,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.$disconnect();
    await this.embedded?.close();
  }
}

@Global()
@Module({
  providers: [
    {
      provide: EMBEDDED,
      inject: [Configuration, Log],
      useFactory: async (config: Configuration, log: Log) => {
        if (!config.embedded) return null;
        const embedded = await startEmbeddedPostgres(config.dataDir);
        embedded.onExit(() => {
          log.error('the embedded database has ended; stopping');
          process.kill(process.pid, 'SIGTERM');
        });
        return embedded;
      },
    },
    {
      provide: Database,
      inject: [Configuration, Log, EMBEDDED],
      useFactory: async (config: Configuration, log: Log, embedded: EmbeddedPostgres | null) => {
        // The embedded database mixes up the statements of connections that speak at the same time: it gets one.
        const target: PoolConfig = embedded
          ? { ...embedded.pool, max: 1 }
          : { connectionString: config.databaseUrl, max: config.databasePoolSize };
        const pool: PoolConfig = { ...target, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
        const applied = await migrate(pool);
        if (applied.length > 0) log.info('migrations applied', { migrations: applied });
        return new Database(pool, embedded === null && config.databasePreparedStatements);
      },
    },
    DatabaseLifetime,
  ],
  exports: [Database],
})
export class DatabaseModule {}

async function migrate(pool: PoolConfig): Promise<string[]> {
  const client = new pg.Client(pool);
  try {
    await client.connect();
  } catch (error) {
    throw new Error(
      `DATABASE_URL: PostgreSQL cannot be reached (${error instanceof Error ? error.message : String(error)}); start it or correct the address.`,
      { cause: error },
    );
  }
  try {
    return await applyMigrations(client, MIGRATIONS);
  } finally {
    await client.end();
  }
}
