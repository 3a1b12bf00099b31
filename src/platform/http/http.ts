import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '../config/configuration.js';
import { platformErrors } from '../errors/platform.errors.js';
import { Readiness } from '../health/readiness.js';
import { Log } from '../log/log.js';
import { Metrics } from '../metrics/metrics.js';
import { BODY_MS } from './body-deadline.js';
import { clientIp } from '../access/client-ip.js';
import { enableCookies } from './cookies.js';
import { corsOptions } from './cors.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { withinRequest } from '../access/request-context.js';
import { rememberRules } from './remembered-rules.js';
import { RequestMetrics } from './request-metrics.js';
import { guardResponses } from './response-headers.js';
import { RouteMethods } from './route-methods.js';
import { refuseUnreadable } from './unreadable.js';
import { enableUploads } from './uploads.js';
import { InputPipe } from './validation.pipe.js';
import { MAX_BODY_BYTES } from '../wire/wire-limits.protocol.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The client's IP address behind trusted proxies; see client-ip.ts. */
    clientIp: string;
  }
}

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;
/** Answered often and by machines; not worth a line each. */
const QUIET = /^\/(metrics|api\/health\/|assets\/)/;

/** Swagger UI writes styles inline and draws with data: images; it gets its own policy, and only its own pages do. */
const SWAGGER_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** Headers are there by then, also the first ones of a new connection. */
const HEADERS_MS = 20_000;
/** Without a byte in either direction; longer than any heartbeat, so that long polling lives. Sockets see for themselves. */
const SILENCE_MS = 150_000;

/** Fastify as we want it, before Nest takes it over. */
export function httpAdapter({ media }: Configuration): FastifyAdapter {
  const longestUploadS = media.maxBytes / (media.minBytesPerS || 1024);
  return new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: 5000 },
    connectionTimeout: SILENCE_MS,
    // Bodies that are no uploads end sooner, see body-deadline.ts.
    requestTimeout: Math.ceil(BODY_MS + longestUploadS * 1000),
    return503OnClosing: true,
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(platformErrors.bad_request(), request, reply),
    clientErrorHandler: refuseUnreadable,
    routerOptions: { maxParamLength: 200 },
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
}

/** Common to all requests: id, client IP, headers, CORS, validation, errors, one log line. */
export async function configureHttp(app: NestFastifyApplication, config: Configuration): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const log = app.get(Log);
  const readiness = app.get(Readiness);
  const metrics = new RequestMetrics(app.get(Metrics));
  let warned = false;

  const routes = new RouteMethods();
  routes.collect(fastify);
  const filter = new ProblemFilter(log, routes);
  // Nest sets its error handler last of all; routes would miss it when a module loads a plugin of Fastify's before that.
  fastify.addHook('onRoute', (route) => {
    route.errorHandler ??= (error, request, reply) => filter.answer(error, request, reply);
  });
  acceptJsonOnly(fastify);
  guardResponses(fastify);
  // Node would answer 417 by itself; an expectation that nobody knows may be ignored (RFC 9110, 10.1.1).
  fastify.server.on('checkExpectation', (request, reply) => fastify.server.emit('request', request, reply));
  fastify.decorateRequest('clientIp', '');
  fastify.decorateRequest('problemCode', '');
  fastify.addHook('onRequest', (request, reply, done) => {
    const header = request.headers['x-forwarded-for'];
    const forwarded = Array.isArray(header) ? header.join(',') : header;
    if (forwarded !== undefined && config.server.trustedProxies.length === 0 && !warned) {
      warned = true;
      log.warn('X-Forwarded-For is ignored because TRUSTED_PROXIES is empty');
    }
    request.clientIp = clientIp(request.socket.remoteAddress ?? '', forwarded, config.server.trustedProxies);
    void reply.header('x-request-id', request.id);
    if (readiness.draining) void reply.header('connection', 'close');
    if (QUIET.test(request.url)) return done();
    const userAgent = request.headers['user-agent'] ?? null;
    withinRequest({ requestId: request.id, ip: request.clientIp, userAgent }, reply.raw, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    done();
    if (QUIET.test(request.url)) return;
    metrics.count(request, reply);
    log.info(`${request.method} ${request.routeOptions.url ?? '(no route)'} ${reply.statusCode}`, {
      ms: Math.round(reply.elapsedTime),
      requestId: request.id,
    });
  });
  await app.register(helmet, {
    contentSecurityPolicy: { directives: contentSecurityPolicy(config) },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: config.server.publicUrl.startsWith('https://'),
    referrerPolicy: { policy: 'no-referrer' },
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.url.startsWith('/api/docs')) void reply.header('content-security-policy', SWAGGER_POLICY);
    done(null, payload);
  });
  await enableCookies(app);
  await enableUploads(app);
  app.enableCors(corsOptions(config.server.allowedOrigins));
  rememberRules();
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(filter);
}

/** JSON and nothing else: a form of another site cannot send it. An empty body is none. */
function acceptJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    void parse(request, body as string, (error, parsed) =>
      error ? done(platformErrors.malformed_json()) : done(null, parsed),
    );
  });
}

function contentSecurityPolicy(config: Configuration): Record<string, string[] | null> {
  const sockets = config.server.publicUrl.replace(/^http/, 'ws');
  const { livekitUrl: livekit } = config.voice;
  // LiveKit's client connects by WebSocket, and asks over HTTP why that failed.
  const media = livekit ? [livekit.replace(/^http/, 'ws'), livekit.replace(/^ws/, 'http')] : [];
  return {
    'default-src': ["'self'"],
    'connect-src': ["'self'", sockets, ...media],
    'img-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    'media-src': ["'self'", 'blob:', 'mediastream:'],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'upgrade-insecure-requests': config.server.publicUrl.startsWith('https://') ? [] : null,
  };
}
