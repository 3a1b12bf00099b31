import { IsIn, IsOptional, MinLength } from 'class-validator';
import { MediaSettings } from './media.settings.js';
import { Variable } from './variable.js';

/**
 * Everything that can be set, read once at boot. Durations end in `S` (seconds) or `Ms` (milliseconds). One class, written
 * in several files: each extends the one before it, in the order of `.env.example`.
 */
export class Configuration extends MediaSettings {
  @Variable({
    group: 'Other back ends',
    kind: 'boolean',
    fallback: false,
    about:
      'Whether webhooks may go to private addresses and without TLS: for development, or where every receiver stands in your own network.',
  })
  webhookAllowPrivate: boolean;

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
