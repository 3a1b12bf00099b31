import pg, { type ClientBase, type PoolConfig } from 'pg';
import type { Configuration } from '../config/configuration.js';
import { type DatabaseTarget, readDatabaseUrl } from '../config/database-url.js';
import { PostgresClient, type PostgresClientConfig } from './postgres-client.js';
import { type Bounds, boundsFor, SessionSettings, unbounded } from './session-settings.js';

const WAIT_MS = 5000;
/** How much longer than PostgreSQL's own limit an answer is waited for, before the connection counts as dead. */
const READ_MARGIN_MS = 2500;

/**
 * Every way of connecting to PostgreSQL, with the same settings for the session: the pool, migrations, the doctor and the commands all
 * get theirs here.
 */
export class Connections {
  /** How long a request waits for a connection from the pool. */
  readonly waitMs: number;
  readonly schema?: string;
  private readonly bounds?: Bounds;

  /** @param bounds undefined for the embedded database */
  private constructor(
    private readonly base: PoolConfig & PostgresClientConfig,
    readonly size: number,
    { bounds, schema, waitMs = WAIT_MS }: { bounds?: Bounds; schema?: string; waitMs?: number } = {},
  ) {
    this.waitMs = waitMs;
    this.schema = schema;
    this.bounds = bounds;
  }

  /** To the database that DATABASE_URL names. */
  static to(config: Configuration): Connections {
    const target = readDatabaseUrl(config.stores.databaseUrl ?? '');
    const bounds = boundsFor(config.sockets.instanceLeaseS, target.statementTimeoutMs);
    return new Connections(clientConfig(target), config.stores.databasePoolSize, {
      bounds,
      schema: target.schema,
      waitMs: target.poolTimeoutMs,
    });
  }

  /** To the embedded database. It mixes up the statements of connections that speak at the same time: it gets one. */
  static embedded(socket: PoolConfig): Connections {
    return new Connections(socket, 1);
  }

  /** @param changes for a pool of another kind */
  pool({ size = this.size, statementMs = this.bounds?.statement, ...changes }: PoolChanges = {}): pg.Pool {
    const bounds = this.bounds && { ...this.bounds, statement: statementMs ?? this.bounds.statement };
    const settings = new SessionSettings(bounds, this.schema);
    const config: PoolConfig = {
      ...this.base,
      ...changes,
      max: size,
      connectionTimeoutMillis: this.waitMs,
      ...(bounds && { query_timeout: bounds.statement + READ_MARGIN_MS }),
      Client: PostgresClient as unknown as PoolConfig['Client'],
      // The pool waits for it, which the declaration does not say.
      onConnect: (client) => settings.apply(client) as unknown as void,
    };
    const pool = new pg.Pool(config);
    // A connection that dies while nobody uses it is replaced; without a listener it would end the process.
    pool.on('error', () => undefined);
    return pool;
  }

  /**
   * One connection without time limits, for migrations.
   * @throws Error when PostgreSQL cannot be reached, or does not keep the session's settings
   */
  async single(): Promise<ClientBase & { end(): Promise<void> }> {
    const client = new PostgresClient({ ...this.base, connectionTimeoutMillis: this.waitMs });
    // The pending query rejects as well.
    client.on('error', () => undefined);
    await client.connect();
    try {
      const settings = new SessionSettings(this.bounds && unbounded(this.bounds), this.schema);
      if (this.schema) await client.query(`CREATE SCHEMA IF NOT EXISTS "${this.schema}"`);
      await settings.apply(client);
      await settings.verify(client);
      return client;
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  /** @throws Error with a sentence when a session of this pool does not keep its settings */
  verify(pool: pg.Pool): Promise<void> {
    return new SessionSettings(this.bounds, this.schema).verify(pool);
  }
}

interface PoolChanges {
  size?: number;
  statementMs?: number;
  application_name?: string;
}

function clientConfig(target: DatabaseTarget): PoolConfig & PostgresClientConfig {
  const { host, port, user, password, database, ssl, sslnegotiation, options } = target;
  const given = { host, port, user, password, database, ssl, sslnegotiation, options };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    application_name: target.applicationName,
    enableChannelBinding: target.channelBinding !== 'disable',
    requireChannelBinding: target.channelBinding === 'require',
    connectTimeoutMs: target.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}
