import { IsIn, IsOptional, IsString, Matches, Min, MinLength } from 'class-validator';
import { Variable } from './variable.js';

/** Everything that can be set, read once at boot. Durations end in `S` (seconds) or `Ms` (milliseconds). */
export class Configuration {
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
  })
  @Matches(/^https?:\/\/[^/\s?#]+$/, {
    message: 'must be an origin such as https://ringline.example.org, without a path or a trailing slash',
  })
  publicUrl: string;

  @Variable({
    kind: 'list',
    about:
      'Origins whose pages may use the API and the sockets, comma-separated. Default: PUBLIC_URL, in development also http://localhost:PORT and http://127.0.0.1:PORT.',
  })
  @Matches(/^https?:\/\/[^/\s?#*]+$/, {
    each: true,
    message:
      'must be a comma-separated list of exact origins such as https://app.example.org, without paths or wildcards',
  })
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
    about: 'PostgreSQL, postgresql://user:password@host:5432/name. Empty: an embedded one in DATA_DIR.',
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
    about: 'Connections to PostgreSQL per instance.',
  })
  databasePoolSize: number;

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
    fallback: 'ringline',
    about: 'First part of every Redis key and channel, so that several deployments can share one Redis.',
  })
  @Matches(/^[A-Za-z0-9:_-]{1,64}$/, { message: 'must be 1 to 64 letters, digits, or : _ -' })
  redisPrefix: string;

  @Variable({
    kind: 'string',
    fallback: './data',
    about:
      'Folder for the embedded database and its secret. Unused when DATABASE_URL and APP_SECRET are set.',
  })
  @IsString()
  dataDir: string;

  @Variable({
    group: 'Secrets and tokens',
    kind: 'string',
    secret: true,
    about:
      'The one secret that all others are derived from; at least 32 characters, the same on every instance (openssl rand -base64 48). Default: made at the first start and kept in DATA_DIR (not in production).',
  })
  @IsOptional()
  @MinLength(32, { message: 'must have at least 32 characters; make one with: openssl rand -base64 48' })
  @Matches(/^\S+$/, {
    message: 'must not contain spaces or line breaks; make one with: openssl rand -base64 48',
  })
  appSecret?: string;

  @Variable({ kind: 'string', about: 'The `iss` of access tokens. Default: PUBLIC_URL.' })
  @IsString()
  tokenIssuer: string;

  @Variable({ kind: 'string', fallback: 'ringline', about: 'The `aud` of access tokens.' })
  @MinLength(1, { message: 'must not be empty' })
  tokenAudience: string;

  @Variable({ kind: 'integer', range: [5, 3600], fallback: 900, about: 'Seconds an access token is valid.' })
  accessTokenTtlS: number;

  @Variable({
    kind: 'integer',
    range: [60, 31536000],
    fallback: 604800,
    about: 'Seconds after which an unused session ends.',
  })
  refreshIdleTtlS: number;

  @Variable({
    kind: 'integer',
    range: [60, 31536000],
    fallback: 2592000,
    about: 'Seconds after which every session ends, used or not.',
  })
  refreshAbsoluteTtlS: number;

  @Variable({
    kind: 'integer',
    range: [0, 60],
    fallback: 0,
    about:
      'Seconds in which a refresh token just rotated may be presented again and answers the same successor (lost responses); 0 is strict, browsers on poor networks like 10.',
  })
  refreshReuseWindowS: number;

  @Variable({
    group: 'Passwords and limits',
    kind: 'integer',
    range: [8, 64],
    fallback: 8,
    about: 'Shortest password, in characters.',
  })
  passwordMinLength: number;

  @Variable({
    kind: 'integer',
    range: [4, 15],
    fallback: 12,
    about: 'bcrypt cost; one more doubles the work of every login. At least 10 in production.',
  })
  bcryptCost: number;

  @Variable({
    kind: 'number',
    fallback: 1,
    about: 'Multiplies every rate limit; 0 turns them off (refused in production).',
  })
  @Min(0, { message: 'must be a number, 0 or more' })
  rateLimitFactor: number;

  @Variable({
    group: 'Calls',
    kind: 'list',
    fallback: ['stun:stun.l.google.com:19302'],
    about: 'STUN servers handed to browsers, comma-separated; empty for none.',
  })
  @Matches(/^stuns?:\S+$/, { each: true, message: 'must be a comma-separated list of stun: or stuns: URLs' })
  stunUrls: string[];

  @Variable({
    kind: 'list',
    fallback: [],
    about:
      'TURN servers handed to browsers with time-limited credentials, comma-separated (turn:turn.example.org:3478?transport=udp).',
  })
  @Matches(/^turns?:\S+$/, { each: true, message: 'must be a comma-separated list of turn: or turns: URLs' })
  turnUrls: string[];

  @Variable({
    kind: 'string',
    secret: true,
    about: "The TURN server's shared secret (coturn: static-auth-secret). Needed with TURN_URLS.",
  })
  @IsOptional()
  @MinLength(16, { message: 'must have at least 16 characters' })
  turnSecret?: string;

  @Variable({
    kind: 'integer',
    range: [60, 86400],
    fallback: 3600,
    about: 'Seconds that TURN credentials are valid.',
  })
  turnTtlS: number;

  @Variable({
    kind: 'integer',
    range: [1, 300],
    fallback: 45,
    about: 'Seconds a call rings before it is missed.',
  })
  callRingTimeoutS: number;

  @Variable({
    kind: 'integer',
    range: [1, 300],
    fallback: 30,
    about: 'Seconds a device that lost its connection may come back before its call ends as lost.',
  })
  callResumeGraceS: number;

  @Variable({
    kind: 'boolean',
    fallback: false,
    about: 'Whether guests may call people; they can always be called.',
  })
  guestsMayRing: boolean;

  @Variable({
    group: 'Sockets and presence',
    kind: 'integer',
    range: [1000, 60000],
    fallback: 25000,
    about: 'Milliseconds between heartbeats of a socket.',
  })
  heartbeatMs: number;

  @Variable({
    kind: 'integer',
    range: [3, 50],
    fallback: 30,
    about: "Seconds after an instance's last sign of life until its connections count as gone.",
  })
  instanceLeaseS: number;

  @Variable({
    group: 'Logs and metrics',
    kind: 'string',
    fallback: 'info',
    about: 'error, warn, info or debug.',
  })
  @IsIn(['error', 'warn', 'info', 'debug'], { message: 'must be error, warn, info or debug' })
  logLevel: 'error' | 'warn' | 'info' | 'debug';

  @Variable({ kind: 'string', about: 'pretty or json. Default: pretty on a terminal, json elsewhere.' })
  @IsIn(['pretty', 'json'], { message: 'must be pretty or json' })
  logFormat: 'pretty' | 'json';

  @Variable({ kind: 'string', secret: true, about: 'When set, GET /metrics asks for it as a bearer token.' })
  @IsOptional()
  @MinLength(16, { message: 'must have at least 16 characters' })
  metricsToken?: string;

  /** Whether the data lives in a PostgreSQL that this process starts itself. */
  get embedded(): boolean {
    return this.databaseUrl === undefined;
  }
}
