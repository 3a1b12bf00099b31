import type { ClientBase } from 'pg';

/**
 * How long a connection may hold locks, in milliseconds; 0 is without limit. PostgreSQL ends longer transactions, so a machine
 * that froze or vanished inside a transaction cannot keep its locks.
 */
export interface Bounds {
  idleInTransaction: number;
  lock: number;
  statement: number;
  /** How long the network may say nothing before PostgreSQL takes the peer for dead. */
  peer: number;
}

/**
 * Derived from the lease of an instance: an idle transaction ends well before it, and transactions that wait for its locks wait
 * a little longer than that, so that they succeed. Never shorter than a busy machine needs.
 */
export function boundsFor(instanceLeaseS: number, statementTimeoutMs = Number.POSITIVE_INFINITY): Bounds {
  const lease = instanceLeaseS * 1000;
  return {
    idleInTransaction: Math.max(3000, Math.round(lease / 6)),
    lock: Math.max(4500, Math.round(lease / 4)),
    statement: Math.min(statementTimeoutMs, Math.max(10_000, Math.round(lease / 2))),
    peer: lease,
  };
}

/** For work that takes as long as it takes, one at a time: migrations. */
export const unbounded = (bounds: Bounds): Bounds => ({ ...bounds, statement: 0, lock: 0 });

/** Sent after connecting, not as startup parameters: poolers drop or refuse unknown ones. */
export class SessionSettings {
  private readonly sql: string;

  /**
   * @param bounds undefined for the embedded database, whose connections share one session that nobody else has
   * @param schema where tables are looked for, when other than the user's own setting
   */
  constructor(
    bounds: Bounds | undefined,
    private readonly schema?: string,
  ) {
    const settings: Record<string, string> = {
      // Prisma's adapter drops the offset of instants in both directions, and reads dates only in the form of ISO.
      TimeZone: 'UTC',
      DateStyle: 'ISO, MDY',
      IntervalStyle: 'postgres',
      standard_conforming_strings: 'on',
      // Conditional updates are written for it; everything stricter would fail instead of waiting.
      default_transaction_isolation: 'read committed',
      ...(schema && { search_path: `"${schema}"` }),
      ...(bounds && {
        idle_in_transaction_session_timeout: String(bounds.idleInTransaction),
        lock_timeout: String(bounds.lock),
        statement_timeout: String(bounds.statement),
        tcp_user_timeout: String(bounds.peer),
        tcp_keepalives_idle: String(Math.max(1, Math.round(bounds.peer / 3000))),
        tcp_keepalives_interval: String(Math.max(1, Math.round(bounds.peer / 6000))),
        tcp_keepalives_count: '3',
      }),
    };
    const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', false)`);
    this.sql = `SELECT ${calls.join(', ')}`;
  }

  async apply(client: Pick<ClientBase, 'query'>): Promise<void> {
    await client.query(this.sql);
  }

  /**
   * Checks in a separate statement whether the session kept its settings.
   * @throws Error with a sentence when something between here and PostgreSQL drops them
   */
  async verify(client: Pick<ClientBase, 'query'>): Promise<void> {
    const { rows } = await client.query<{ zone: string; style: string; schema: string | null; role: string }>(
      `SELECT current_setting('TimeZone') AS zone, current_setting('DateStyle') AS style, current_schema() AS schema, current_user AS role`,
    );
    const { zone, style, schema, role } = rows[0]!;
    const who = `ALTER ROLE ${JSON.stringify(role)} SET`;
    const fault = (what: string, remedy: string) =>
      new Error(
        `DATABASE_URL: ${what} although this session set it: a pooler in between discards what sessions set. Let it pool sessions, or run: ${who} ${remedy}.`,
      );
    if (zone !== 'UTC') throw fault(`the time zone is ${zone}`, `timezone = 'UTC'`);
    if (!style.startsWith('ISO')) throw fault(`DateStyle is ${style}`, `datestyle = 'ISO, MDY'`);
    if (this.schema && schema !== this.schema)
      throw fault(`the schema is ${schema ?? 'none'}`, `search_path = "${this.schema}"`);
  }
}
