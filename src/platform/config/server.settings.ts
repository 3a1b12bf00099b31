import { IsIn, IsString, MinLength } from 'class-validator';
import { pageOrigin, webOrigin } from './origin.js';
import { Variable } from './variable.js';

/** Where the server listens, and which proxies stand in front of it. */
export class ServerSettings {
  @Variable('NODE_ENV', {
    group: 'Server',
    kind: 'string',
    fallback: 'development',
    about: 'development, test or production. Production refuses embedded stores and weak secrets.',
  })
  @IsIn(['development', 'test', 'production'], { message: 'must be development, test or production' })
  nodeEnv: 'development' | 'test' | 'production';

  @Variable('HOST', {
    kind: 'string',
    fallback: '127.0.0.1',
    about: 'Address to listen on; 0.0.0.0 for every interface.',
  })
  @IsString()
  @MinLength(1, { message: 'must be an address such as 127.0.0.1 or 0.0.0.0' })
  host: string;

  @Variable('PORT', {
    kind: 'integer',
    range: [0, 65535],
    fallback: 3000,
    about: 'Port of REST, sockets and the page; 0 picks a free one.',
  })
  port: number;

  @Variable('PUBLIC_URL', {
    kind: 'string',
    about: 'Where browsers reach the server, without a path. Default: http://localhost:PORT.',
    spelling: webOrigin,
  })
  @IsString()
  publicUrl: string;

  @Variable('ALLOWED_ORIGINS', {
    kind: 'list',
    about:
      'Further origins whose pages may use the API and the sockets, comma-separated; those of app shells, too (capacitor://localhost). PUBLIC_URL is always allowed; where it is not set, http://localhost:PORT and http://127.0.0.1:PORT. Default: none, in development these two.',
    spelling: pageOrigin,
  })
  @IsString({ each: true })
  allowedOrigins: string[];

  @Variable('TRUSTED_PROXIES', {
    kind: 'list',
    fallback: [],
    about: 'Reverse proxies whose X-Forwarded-For is believed: addresses or CIDR ranges, comma-separated.',
  })
  trustedProxies: string[];

  @Variable('DIRECT_EXPOSURE', {
    kind: 'boolean',
    fallback: false,
    about: 'Production only: true says that no proxy stands in front and clients connect directly.',
  })
  directExposure: boolean;

  @Variable('DRAIN_TIMEOUT_S', {
    kind: 'integer',
    range: [0, 300],
    fallback: 10,
    about: 'Seconds that SIGTERM waits for requests in flight before connections are cut.',
  })
  drainTimeoutS: number;
}
