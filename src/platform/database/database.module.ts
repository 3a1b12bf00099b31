import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { Log } from '../log/log.js';
import { Connections } from './connections.js';
import { Database } from './database.js';
import { DatabasePools } from './database-pools.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.js';
import { applyMigrations, MIGRATIONS } from './migrations.js';
import { SharedClock } from './shared-clock.js';

const EMBEDDED = Symbol('embedded');

/** Keeps the embedded database alive while writes may still come, and stops the server when it dies. */
@Injectable()
class DatabaseLifetime implements OnApplicationShutdown {
  constructor(
    private readonly pools: DatabasePools,
    @Inject(EMBEDDED) private readonly embedded: EmbeddedPostgres | null,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.pools.end();
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
        if (!config.stores.embedded) return null;
        const embedded = await startEmbeddedPostgres(config.stores.dataDir);
        embedded.onExit(() => {
          log.error('the embedded database has ended; stopping');
          process.kill(process.pid, 'SIGTERM');
        });
        return embedded;
      },
    },
    {
      provide: DatabasePools,
      inject: [Configuration, Log, EMBEDDED],
      useFactory: async (config: Configuration, log: Log, embedded: EmbeddedPostgres | null) => {
        const connections = embedded ? Connections.embedded(embedded.pool) : Connections.to(config);
        const applied = await migrate(connections);
        if (applied.length > 0) log.info('migrations applied', { migrations: applied });
        return new DatabasePools(connections, embedded === null && config.stores.databasePreparedStatements);
      },
    },
    { provide: Database, inject: [DatabasePools], useFactory: (pools: DatabasePools) => pools.whole },
    {
      provide: SharedClock,
      inject: [DatabasePools],
      useFactory: (pools: DatabasePools) => SharedClock.start(pools.whole),
    },
    DatabaseLifetime,
  ],
  exports: [Database, DatabasePools, SharedClock],
})
export class DatabaseModule {}

async function migrate(connections: Connections): Promise<string[]> {
  const client = await connections.single().catch((error: unknown) => {
    const says = error instanceof Error ? error.message : String(error);
    if (says.startsWith('DATABASE_URL:')) throw error;
    const remedy = /certificate|SSL|TLS/i.test(says)
      ? 'name who signed its certificate in ?sslrootcert=, or say how to connect with ?sslmode='
      : 'start it or correct the address';
    throw new Error(`DATABASE_URL: PostgreSQL cannot be reached (${says}); ${remedy}.`, { cause: error });
  });
  try {
    return await applyMigrations(client, MIGRATIONS);
  } finally {
    await client.end();
  }
}
