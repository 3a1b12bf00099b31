import { IsIn, IsOptional, MinLength } from 'class-validator';
import { Variable } from './variable.js';

/** Logs and metrics. */
export class ObservabilitySettings {
  @Variable('LOG_LEVEL', {
    group: 'Logs and metrics',
    kind: 'string',
    fallback: 'info',
    about: 'error, warn, info or debug.',
  })
  @IsIn(['error', 'warn', 'info', 'debug'], { message: 'must be error, warn, info or debug' })
  logLevel: 'error' | 'warn' | 'info' | 'debug';

  @Variable('LOG_FORMAT', {
    kind: 'string',
    about: 'pretty or json. Default: pretty on a terminal, json elsewhere.',
  })
  @IsIn(['pretty', 'json'], { message: 'must be pretty or json' })
  logFormat: 'pretty' | 'json';

  @Variable('METRICS_TOKEN', {
    kind: 'string',
    secret: true,
    about: 'When set, GET /metrics asks for it as a bearer token.',
  })
  @IsOptional()
  @MinLength(16, { message: 'must have at least 16 characters' })
  metricsToken?: string;
}
