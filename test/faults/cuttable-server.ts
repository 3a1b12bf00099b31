/** A server whose Redis and PostgreSQL a test may take away and give back. */
import supertest from 'supertest';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

export interface CuttableServer {
  url: string;
  process: RunningServer['process'];
  /** Everything it printed so far. */
  log(): string;
  redis: CuttableLink;
  postgres: CuttableLink;
  /** PostgreSQL itself, past the link. */
  databaseUrl: string;
  /** Waits until `/api/health/ready` answers this status. */
  readiness(status: 200 | 503): Promise<supertest.Response>;
  /** Restores the connections first, so that the server shuts down in order. */
  stop(): Promise<void>;
}

/** Two instances on the same stores, each with links of its own. */
export async function cuttablePair(
  settings: Record<string, string> = {},
): Promise<[CuttableServer, CuttableServer]> {
  const shared = { ...(await stores()), ...settings };
  return [await cuttableServer({}, { shared }), await cuttableServer({}, { shared })];
}

/**
 * @param settings beside those of the stores
 * @param options `shared`: the stores, where it is not to have some of its own
 */
export async function cuttableServer(
  settings: Record<string, string> = {},
  options: { name?: string; shared?: Awaited<ReturnType<typeof stores>> } = {},
): Promise<CuttableServer> {
  const env = options.shared ?? (await stores());
  const [redis, postgres] = await Promise.all([cuttableLink(env.REDIS_URL), cuttableLink(env.DATABASE_URL)]);
  const server: RunningServer = await startServer(
    { ...env, ...settings, REDIS_URL: redis.url, DATABASE_URL: postgres.url },
    { name: options.name, errorsExpected: true },
  );
  return {
    url: server.url,
    process: server.process,
    log: server.log,
    redis,
    postgres,
    databaseUrl: env.DATABASE_URL,
    readiness: (status) =>
      eventually(
        () => supertest(server.url).get('/api/health/ready'),
        (answer) => answer.status === status,
      ),
    stop: async () => {
      redis.mend();
      postgres.mend();
      await server.stop();
      await Promise.all([redis.close(), postgres.close()]);
    },
  };
}
