import type pg from 'pg';
import { type SigningKeyRow, SigningKeysStore } from '../keys/signing-keys.store.js';
import type { Configuration } from '../platform/config/configuration.js';
import { Connections } from '../platform/database/connections.js';
import { Database } from '../platform/database/database.js';
import { MIGRATIONS, type MigrationState, migrationState } from '../platform/database/migrations.js';
import { reasonOf } from './finding.js';
import { measureSkew } from './skew.js';

const LOOKING = { statementMs: 5000, application_name: 'ringline doctor' };

export interface DatabaseFacts {
  version: string;
  versionNumber: number;
  maxConnections: number;
  /** Kept back for superusers. */
  reserved: number;
  /** The tightest of the role's and the database's own limit, when there is one. */
  ownLimit: number | null;
  /** Connections of others, which ours must leave room for. */
  others: number;
  fsync: string;
  synchronousCommit: string;
  fullPageWrites: string;
  readOnly: boolean;
  encrypted: boolean;
  /** The server's defaults for sessions that do not set these. */
  timeZone: string;
  /** Null over a Unix socket. */
  serverIp: string | null;
}

/** PostgreSQL, looked at and not changed. */
export class DatabaseStore {
  private readonly connections: Connections;
  private readonly pool: pg.Pool;
  private prisma?: Database;
  private alive?: Promise<string | undefined>;

  constructor(config: Configuration) {
    this.connections = Connections.to(config);
    this.pool = this.connections.pool({ ...LOOKING, size: 2 });
  }

  /** Why it does not answer, or undefined when it does. */
  silence(): Promise<string | undefined> {
    return (this.alive ??= this.pool.query('SELECT 1').then(() => undefined, reasonOf));
  }

  /** Why sessions do not have the settings that they were given, or undefined when they do. */
  lostSettings(): Promise<string | undefined> {
    return this.connections.verify(this.pool).then(() => undefined, reasonOf);
  }

  async facts(): Promise<DatabaseFacts> {
    const { rows } = await this.pool.query<DatabaseFacts>(`
      SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS "versionNumber",
        current_setting('max_connections')::int AS "maxConnections", current_setting('superuser_reserved_connections')::int AS reserved,
        (SELECT min(value) FROM (SELECT rolconnlimit AS value FROM pg_roles WHERE rolname = current_user
          UNION ALL SELECT datconnlimit FROM pg_database WHERE datname = current_database()) limits WHERE value >= 0) AS "ownLimit",
        (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname IS DISTINCT FROM current_database()) AS others,
        current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS "synchronousCommit",
        current_setting('full_page_writes') AS "fullPageWrites",
        pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS "readOnly",
        (SELECT reset_val FROM pg_settings WHERE name = 'TimeZone') AS "timeZone",
        coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted, host(inet_server_addr()) AS "serverIp"`);
    return rows[0]!;
  }

  /** Milliseconds that its clock is ahead of this machine's. */
  skewMs(): Promise<number> {
    return measureSkew(async () => {
      const { rows } = await this.pool.query<{ ms: number }>(
        'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
      );
      return rows[0]!.ms;
    });
  }

  migrations(): Promise<MigrationState> {
    return migrationState(this.pool, MIGRATIONS);
  }

  /** How long, in seconds, the oldest revocation and the oldest e-mail have waited to be sent. */
  async waiting(): Promise<{ revocationS: number; emailS: number }> {
    const { rows } = await this.pool.query<{ revocationS: number; emailS: number }>(`
      SELECT coalesce((SELECT extract(epoch FROM now() - min(created_at)) FROM auth_outbox WHERE sent_at IS NULL), 0)::float8 AS "revocationS",
        coalesce((SELECT extract(epoch FROM now() - min(created_at)) FROM mail_outbox WHERE done_at IS NULL), 0)::float8 AS "emailS"`);
    return rows[0]!;
  }

  signingKeys(): Promise<SigningKeyRow[]> {
    this.prisma ??= new Database(this.pool, { prepares: false, schema: this.connections.schema });
    return new SigningKeysStore(this.prisma).findAll();
  }

  async close(): Promise<void> {
    await Promise.all([this.prisma?.$disconnect(), this.pool.end()]);
  }
}
