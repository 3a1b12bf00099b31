import pg, { type ClientConfig, type QueryConfig } from 'pg';

interface ParsedQuery extends QueryConfig {
  types?: { getTypeParser: (oid: number, format?: string) => unknown };
}

export interface PostgresClientConfig extends ClientConfig {
  /** How long making a connection may take, when other than waiting for one. */
  connectTimeoutMs?: number;
  requireChannelBinding?: boolean;
}

/** Thrown when an answer did not come in time. */
export const READ_TIMEOUT = 'Query read timeout';

/**
 * A connection of `pg` that reads instants with their offset in any time zone, and that is closed when an answer does not come:
 * a late answer would be taken for that of the next query.
 */
export class PostgresClient extends pg.Client {
  constructor(config: PostgresClientConfig) {
    super({
      ...config,
      connectionTimeoutMillis: config.connectTimeoutMs ?? config.connectionTimeoutMillis,
    });
    if (config.requireChannelBinding) this.refuseUnbound();
    // `pg` overloads `query` in ways that a subclass cannot declare.
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((first: ParsedQuery | string, ...rest: unknown[]) => {
      const config = typeof first === 'object' && first.types ? withInstants(first) : first;
      const callback = rest.at(-1);
      if (typeof callback === 'function') {
        const before = rest.slice(0, -1);
        return query(config, ...before, (error: unknown, result: unknown) => {
          this.closeAfter(error);
          (callback as (error: unknown, result: unknown) => void)(error, result);
        });
      }
      const answer = query(config, ...rest);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.closeAfter(error));
      return answer;
    }) as typeof this.query;
  }

  private closeAfter(error: unknown): void {
    if (error instanceof Error && error.message === READ_TIMEOUT) this.socket.destroy(error);
  }

  /** `channel_binding=require`: nothing between here and PostgreSQL may have passed the password on. */
  private refuseUnbound(): void {
    let bound = false;
    const connection = this.inner;
    connection.on('authenticationSASL', (message: unknown) => {
      bound = (message as { mechanisms: string[] }).mechanisms.includes('SCRAM-SHA-256-PLUS');
      if (!bound) this.socket.destroy(new Error('PostgreSQL offers no channel binding, which is required'));
    });
    connection.on('authenticationOk', () => {
      if (!bound)
        this.socket.destroy(new Error('PostgreSQL asked for no channel binding, which is required'));
    });
  }

  private get inner(): NodeJS.EventEmitter & { stream: { destroy(error?: Error): void } } {
    return (
      this as unknown as { connection: NodeJS.EventEmitter & { stream: { destroy(error?: Error): void } } }
    ).connection;
  }

  private get socket(): { destroy(error?: Error): void } {
    return this.inner.stream;
  }
}

const TIMESTAMPTZ = pg.types.builtins.TIMESTAMPTZ as number;

/** Prisma's adapter brings parsers of its own, which cut the offset off. */
function withInstants(query: ParsedQuery): ParsedQuery {
  const { types } = query;
  return {
    ...query,
    types: {
      getTypeParser: (oid: number, format?: string) =>
        oid === TIMESTAMPTZ && format !== 'binary' ? instant : types!.getTypeParser(oid, format),
    },
  };
}

/** @returns the ISO 8601 form of `2026-11-30 09:15:00.25+05:30`, `…-05` and such; anything else as it is */
export function instant(text: string): string {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(:\d\d)?(:\d\d)?$/.exec(text);
  if (!parts) return text;
  const [, day, time, hours, minutes = ':00', seconds] = parts;
  if (seconds === undefined) return `${day}T${time}${hours}${minutes}`;
  // Offsets from before there were time zones go to the second, which ISO 8601 does not know.
  const sign = hours!.startsWith('-') ? -1 : 1;
  const offsetS =
    sign * (Math.abs(Number(hours)) * 3600 + Number(minutes.slice(1)) * 60 + Number(seconds.slice(1)));
  return new Date(Date.parse(`${day}T${time}Z`) - offsetS * 1000).toISOString();
}
