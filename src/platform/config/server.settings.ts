import { IsIn, IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { pageOrigin, webOrigin } from './origin.js';
import { Variable } from './variable.js';

/** Where the server listens, who stands in front of it, where its data lives. */
export class ServerSettings {
  @Variable({
    group: 'Server',
    kind: 'string',
    fallback: 'development',
    about: 'development, test or production. Production refuses embedded stores and weak secrets.',
  })
  @IsIn(['development', 'test', 'production'], { message: 'must be development, test or production' })
  nodeEnv: 'development' | 'test' | 'production';

  @Variable({
    kind: 'string',
    fallback: '127.0.0.1',
    about: 'Address to listen on; 0.0.0.0 for every interface.',
  })
  @IsString()
  @MinLength(1, { message: 'must be an address such as 127.0.0.1 or 0.0.0.0' })
  host: string;

  @Variable({
    kind: 'integer',
    range: [0, 65535],
    fallback: 3000,
    about: 'Port of REST, sockets and the page; 0 picks a free one.',
  })
  port: number;

  @Variable({
    kind: 'string',
    about: 'Where browsers reach the server, without a path. Default: http://localhost:PORT.',
    spelling: webOrigin,
  })
  @IsString()
  publicUrl: string;

  @Variable({
    kind: 'list',
    about:
      'Further origins whose pages may use the API and the sockets, comma-separated; those of app shells, too (capacitor://localhost). PUBLIC_URL is always allowed; where it is not set, http://localhost:PORT and http://127.0.0.1:PORT. Default: none, in development these two.',
    spelling: pageOrigin,
  })
  @IsString({ each: true })
  allowedOrigins: string[];

  @Variable({
    kind: 'list',
    fallback: [],
    about: 'Reverse proxies whose X-Forwarded-For is believed: addresses or CIDR ranges, comma-separated.',
  })
  trustedProxies: string[];

  @Variable({
    kind: 'boolean',
    fallback: false,
    about: 'Production only: true says that no proxy stands in front and clients connect directly.',
  })
  directExposure: boolean;

  @Variable({
    kind: 'integer',
    range: [0, 300],
    fallback: 10,
    about: 'Seconds that SIGTERM waits for requests in flight before connections are cut.',
  })
  drainTimeoutS: number;

  @Variable({
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

  @Variable({
    kind: 'integer',
    range: [1, 200],
    fallback: 10,
    about:
      'Connections to PostgreSQL per instance, besides one for upkeep. Also given by ?connection_limit= in DATABASE_URL.',
  })
  databasePoolSize: number;

  @Variable({
    kind: 'boolean',
    fallback: true,
    about:
      'Whether connections keep statements prepared, which is much faster; false behind a pooler that cannot (PgBouncer before 1.21 in transaction mode).',
  })
  databasePreparedStatements: boolean;

  @Variable({
    kind: 'string',
    about: 'Redis, redis://host:6379/0 (rediss:// for TLS). Empty: everything stays in this one process.',
    secret: true,
  })
  @IsOptional()
  @Matches(/^rediss?:\/\//, {
    message: 'must begin with redis:// or rediss:// (or be empty for a single process)',
  })
  redisUrl?: string;

  @Variable({
    kind: 'string',
    secret: true,
    about:
      'Password of Redis, where REDIS_URL has none; its special characters need no escaping here. Needed for compose, which gives it to its Redis (openssl rand -hex 24).',
  })
  @IsOptional()
  @Matches(/^[^\r\n]+$/, { message: 'must be one line' })
  redisPassword?: string;

  @Variable({
    kind: 'string',
    fallback: 'ringline',
    about: 'First part of every Redis key and channel, so that several deployments can share one Redis.',
  })
  @Matches(/^[A-Za-z0-9:_-]{1,64}$/, { message: 'must be 1 to 64 letters, digits, or : _ -' })
  redisPrefix: string;

  @Variable({
    kind: 'string',
    fallback: './data',
    about: 'Folder for the embedded database, its secret, media, and mail without SMTP_URL.',
  })
  @IsString()
  dataDir: string;
}
