import type { Provider } from '@nestjs/common';
import type pg from 'pg';
import type { Connections } from './connections.js';
import { Database } from './database.js';
import { PoolShare } from './pool-share.js';

/** The shares of the pool and their users. Everything outside of them, such as signing in, may use every connection. */
export type PoolUse = 'calls' | 'chat';

/** Of ten connections this many stay free for other uses than the one that has taken all of its own. */
const KEPT_FREE = 0.3;
/** For bulk deletions; PostgreSQL ends statements that take longer even then. */
const UPKEEP_STATEMENT_MS = 600_000;

/**
 * The connections of this instance: one pool, of which each use has its share, and one separate connection for upkeep that
 * takes longer than a request could wait. With one connection, as with the embedded database, all are the same.
 */
export class DatabasePools {
  /** For users outside of every share. */
  readonly whole: Database;
  private readonly pool: pg.Pool;
  private readonly upkeepPool?: pg.Pool;
  private readonly shares = new Map<PoolUse, Database>();
  private readonly lastWrites: (() => Promise<void>)[] = [];

  constructor(
    private readonly connections: Connections,
    private readonly prepares: boolean,
  ) {
    const { size, schema } = connections;
    this.pool = connections.pool();
    this.upkeepPool = size > 1 ? connections.pool({ size: 1, statementMs: UPKEEP_STATEMENT_MS }) : undefined;
    const upkeep = this.upkeepPool && new Database(this.upkeepPool, { prepares: false, schema });
    this.whole = new Database(this.pool, { prepares, schema, upkeep });
  }

  share(use: PoolUse): Database {
    const { size, schema, waitMs } = this.connections;
    if (size === 1) return this.whole;
    const limit = size - Math.max(1, Math.floor(size * KEPT_FREE));
    const known =
      this.shares.get(use) ??
      new Database(new PoolShare(this.pool, limit, waitMs), {
        prepares: this.prepares,
        schema,
        upkeep: this.whole.upkeep,
      });
    this.shares.set(use, known);
    return known;
  }

  /** The last writes after the server has stopped answering; it must not reject. */
  beforeEnd(write: () => Promise<void>): void {
    this.lastWrites.push(write);
  }

  async end(): Promise<void> {
    await Promise.all(this.lastWrites.map((write) => write()));
    await Promise.all([
      this.whole.$disconnect(),
      ...[...this.shares.values()].map((one) => one.$disconnect()),
    ]);
    await Promise.all([this.pool.end(), this.upkeepPool?.end()]);
  }
}

/** In the providers of a module: its stores get this part of the pool as `Database`, so that others are not held up with them. */
export function databaseShare(use: PoolUse): Provider {
  return {
    provide: Database,
    inject: [DatabasePools],
    useFactory: (pools: DatabasePools) => pools.share(use),
  };
}
