import { IsOptional, IsString, Matches, Min, MinLength } from 'class-validator';
import { issuer } from './origin.js';
import { Variable } from './variable.js';

/** Secrets, tokens, passwords, limits. */
export class AuthSettings {
  @Variable('APP_SECRET', {
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

  @Variable('TOKEN_ISSUER', {
    kind: 'string',
    about: 'The `iss` of access tokens, as other services compare it: letter by letter. Default: PUBLIC_URL.',
    spelling: issuer,
  })
  @IsString()
  tokenIssuer: string;

  @Variable('TOKEN_AUDIENCE', { kind: 'string', fallback: 'ringline', about: 'The `aud` of access tokens.' })
  @MinLength(1, { message: 'must not be empty' })
  tokenAudience: string;

  @Variable('ACCESS_TOKEN_TTL_S', {
    kind: 'integer',
    range: [5, 3600],
    fallback: 900,
    about: 'Seconds an access token is valid.',
  })
  accessTokenTtlS: number;

  @Variable('REFRESH_IDLE_TTL_S', {
    kind: 'integer',
    range: [60, 31536000],
    fallback: 604800,
    about: 'Seconds after which an unused session ends.',
  })
  refreshIdleTtlS: number;

  @Variable('REFRESH_ABSOLUTE_TTL_S', {
    kind: 'integer',
    range: [60, 31536000],
    fallback: 2592000,
    about: 'Seconds after which every session ends, used or not.',
  })
  refreshAbsoluteTtlS: number;

  @Variable('REFRESH_REUSE_WINDOW_S', {
    kind: 'integer',
    range: [0, 60],
    fallback: 0,
    about:
      'Seconds in which a refresh token just rotated may be presented again in a body and answers the same successor (lost responses); 0 is strict.',
  })
  refreshReuseWindowS: number;

  @Variable('REFRESH_REUSE_WINDOW_COOKIE_S', {
    kind: 'integer',
    range: [0, 60],
    fallback: 10,
    about:
      'The same for refresh tokens in cookies, which no script can read: pages lose answers by being reloaded, and tabs refresh at the same moment. REFRESH_REUSE_WINDOW_S counts where it is longer.',
  })
  refreshReuseWindowCookieS: number;

  @Variable('SIGNING_KEY_MAX_AGE_DAYS', {
    kind: 'integer',
    range: [1, 3650],
    fallback: 90,
    about: 'Days after which the key that signs access tokens is replaced by the next one.',
  })
  signingKeyMaxAgeDays: number;

  @Variable('PASSWORD_MIN_LENGTH', {
    group: 'Passwords and limits',
    kind: 'integer',
    range: [8, 64],
    fallback: 8,
    about: 'Shortest password, in characters.',
  })
  passwordMinLength: number;

  @Variable('BCRYPT_COST', {
    kind: 'integer',
    range: [4, 15],
    fallback: 12,
    about: 'bcrypt cost; one more doubles the work of every login. At least 10 in production.',
  })
  bcryptCost: number;

  @Variable('GUESTS_MAY_ENTER', {
    kind: 'boolean',
    fallback: true,
    about: 'Whether people may enter without an account, as guests.',
  })
  guestsMayEnter: boolean;

  @Variable('RATE_LIMIT_FACTOR', {
    kind: 'number',
    fallback: 1,
    about: 'Multiplies every rate limit; 0 turns them off (refused in production).',
  })
  @Min(0, { message: 'must be a number, 0 or more' })
  rateLimitFactor: number;
}
