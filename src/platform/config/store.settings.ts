import { IsOptional, IsString, Matches } from 'class-validator';
import { Variable } from './variable.js';

/** Where the data lives. */
export class StoreSettings {
  @Variable('DATABASE_URL', {
    group: 'Stores',
    kind: 'string',
    about:
      'PostgreSQL, postgresql://user:password@host:5432/name, with parameters such as ?sslmode=verify-full. Empty: an embedded one in DATA_DIR.',
    secret: true,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, {
    message: 'must begin with postgresql:// (or be empty for the embedded database)',
  })
  databaseUrl?: string;

  @Variable('DATABASE_POOL_SIZE', {
    kind: 'integer',
    range: [1, 200],
    fallback: 10,
    about:
      'Connections to PostgreSQL per instance, besides one for upkeep. Also given by ?connection_limit= in DATABASE_URL.',
  })
  databasePoolSize: number;

  @Variable('DATABASE_PREPARED_STATEMENTS', {
    kind: 'boolean',
    fallback: true,
    about:
      'Whether connections keep statements prepared, which is much faster; false behind a pooler that cannot (PgBouncer before 1.21 in transaction mode).',
  })
  databasePreparedStatements: boolean;

  @Variable('REDIS_URL', {
    kind: 'string',
    about: 'Redis, redis://host:6379/0 (rediss:// for TLS). Empty: everything stays in this one process.',
    secret: true,
  })
  @IsOptional()
  @Matches(/^rediss?:\/\//, {
    message: 'must begin with redis:// or rediss:// (or be empty for a single process)',
  })
  redisUrl?: string;

  @Variable('REDIS_PASSWORD', {
    kind: 'string',
    secret: true,
    about:
      'Password of Redis, where REDIS_URL has none; its special characters need no escaping here. Needed for compose, which gives it to its Redis (openssl rand -hex 24).',
  })
  @IsOptional()
  @Matches(/^[^\r\n]+$/, { message: 'must be one line' })
  redisPassword?: string;

  @Variable('REDIS_PREFIX', {
    kind: 'string',
    fallback: 'ringline',
    about: 'First part of every Redis key and channel, so that several deployments can share one Redis.',
  })
  @Matches(/^[A-Za-z0-9:_-]{1,64}$/, { message: 'must be 1 to 64 letters, digits, or : _ -' })
  redisPrefix: string;

  @Variable('DATA_DIR', {
    kind: 'string',
    fallback: './data',
    about: 'Folder for the embedded database, its secret, media, and mail without SMTP_URL.',
  })
  @IsString()
  dataDir: string;

  /** Whether the data lives in a PostgreSQL that this process starts itself. */
  get embedded(): boolean {
    return this.databaseUrl === undefined;
  }
}
