import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Configuration } from './platform/config/configuration.js';
import { Readiness } from './platform/health/readiness.js';
import { limitBodies } from './platform/http/body-deadline.js';
import { configureHttp, httpAdapter } from './platform/http/http.js';
import { serveOpenApi } from './platform/openapi/openapi.js';
import { servePage } from './platform/http/page.js';
import { Log } from './platform/log/log.js';
import { SocketAdapter } from './realtime/socket.adapter.js';

/** For all that ends after the last request. */
const SHUTDOWN_TIMEOUT_MS = 20_000;

/** The application, wired and initialised, not yet listening. */
export async function createServer(config: Configuration): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), httpAdapter(config), {
    logger: false,
    abortOnError: false,
    bodyParser: false,
  });
  app.useLogger(app.get(Log));
  await configureHttp(app, config);
  app.useWebSocketAdapter(app.get(SocketAdapter).bind(app));
  await servePage(app);
  serveOpenApi(app);
  await app.init();
  limitBodies(app.getHttpServer());
  return app;
}

/** Starts listening, says where, and ends in order on SIGTERM and SIGINT. */
export async function startServer(config: Configuration): Promise<void> {
  const app = await createServer(config);
  await app.listen(config.server.port, config.server.host);
  const url = (await app.getUrl()).replace('[::1]', 'localhost').replace('127.0.0.1', 'localhost');
  announce(app.get(Log), config, url);
  endOnSignal(app, config);
}

function announce(log: Log, config: Configuration, url: string): void {
  if (
    config.server.nodeEnv === 'production' &&
    config.server.directExposure &&
    !config.observability.metricsToken
  )
    log.warn('GET /metrics answers this machine only; set METRICS_TOKEN to read it from elsewhere');
  if (config.observability.logFormat === 'json') return log.info('listening', { url, pid: process.pid });
  const stores = config.stores.embedded
    ? `embedded database in ${config.stores.dataDir}`
    : `PostgreSQL${config.stores.redisUrl ? ' and Redis' : ''}`;
  process.stdout.write(
    [
      '',
      `  Ringline is ready (${stores})`,
      '',
      `  Page      ${url}/`,
      `  API docs  ${url}/api/docs`,
      `  Health    ${url}/api/health/ready`,
      `  Mail      ${config.mail.smtpUrl ? 'by SMTP' : `files in ${config.stores.dataDir}/outbox`}`,
      '',
      '  Ctrl-C stops it; the data stays.',
      '',
      '',
    ].join('\n'),
  );
}

function endOnSignal(app: NestFastifyApplication, config: Configuration): void {
  const log = app.get(Log);
  let ending = false;
  const end = async (signal: string): Promise<void> => {
    if (ending) return;
    ending = true;
    log.info('shutting down', { signal });
    app.get(Readiness).drain();
    await app.get(SocketAdapter).drain();
    const forced = setTimeout(() => {
      log.warn('requests did not finish in time; cutting them');
      app.getHttpServer().closeAllConnections();
    }, config.server.drainTimeoutS * 1000);
    // Requests that wait for a hanging store would never end.
    const given = setTimeout(
      () => {
        log.error('the shutdown did not come to an end in time');
        process.exit(1);
      },
      config.server.drainTimeoutS * 1000 + SHUTDOWN_TIMEOUT_MS,
    );
    app.getHttpServer().closeIdleConnections();
    await app.close();
    clearTimeout(forced);
    clearTimeout(given);
    process.exit(0);
  };
  process.on('SIGTERM', () => void end('SIGTERM'));
  process.on('SIGINT', () => void end('SIGINT'));
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }));
}
