import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type CorsOptions = NonNullable<Parameters<NestFastifyApplication['enableCors']>[0]>;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const REQUEST_HEADERS = ['authorization', 'content-type', 'x-csrf-token', 'x-token-delivery', 'x-request-id'];
const RESPONSE_HEADERS = ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'];
const REMEMBERED_S = 600;

/** Pages of the listed origins may read answers; every other origin gets no CORS headers. `Vary: Origin` is always sent. */
export function corsOptions(allowedOrigins: readonly string[]): CorsOptions {
  return {
    origin: (origin: string | undefined, decide: (error: null, allow: string | false) => void) =>
      decide(null, origin !== undefined && allowedOrigins.includes(origin) ? origin : false),
    credentials: true,
    methods: METHODS,
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: RESPONSE_HEADERS,
    maxAge: REMEMBERED_S,
    strictPreflight: false,
  };
}
