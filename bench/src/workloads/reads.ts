/** Reads and refreshes against a bare Fastify handler that verifies the very same token and answers the same JSON. */
import { fileURLToPath } from 'node:url';
import { getRequest, HttpConnection, postRequest } from '../load/http.js';
import { Samples } from '../load/statistics.js';
import { ServerProcess } from '../machine/server-process.js';
import type { Account, RinglineTarget } from '../targets/ringline.js';
import { type Context, interleave, type Metrics, type Rounds } from './workload.js';

const FASTIFY = fileURLToPath(new URL('../servers/fastify.js', import.meta.url));
const PATH = '/api/auth/me';
const REFRESH_PATH = '/api/auth/refresh';
const WARM_UP_MS = 500;

/** One request of an account; `learn` takes parameters of the next one from the answer. */
export interface Asker {
  name: string;
  server: ServerProcess;
  request(account: Account): Buffer;
  learn?(account: Account, body: Buffer): void;
}

export interface ReadResults {
  /** GET /api/auth/me */
  reads: Rounds;
  /** POST /api/auth/refresh, each rotation committed */
  refreshes: Rounds;
}

export async function reads({ ringline, settings: { reads: size } }: Context): Promise<ReadResults> {
  if (!ringline) return { reads: {}, refreshes: {} };
  await ringline.start();
  const servers = [ringline.server];
  try {
    await ringline.prepare(size.connections);
    const accounts = ringline.accounts.slice(0, size.connections);
    const bare = await bareAskers(ringline);
    servers.push(...bare.map(({ server }) => server));
    const readers = [reader(ringline.name, ringline.server), ...bare];
    const refreshers = [refresher(ringline), bare[0]!];
    for (const asker of [...readers, refreshers[0]!]) await askRound(asker, accounts, WARM_UP_MS);
    const measure = (asker: Asker) => askRound(asker, accounts, size.roundMs);
    return {
      reads: await interleave(readers, size.rounds, measure),
      refreshes: await interleave(refreshers, size.rounds, measure),
    };
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** Fastify that verifies each time, then Fastify with a cache of verified tokens. */
async function bareAskers({ server, accounts }: RinglineTarget): Promise<Asker[]> {
  const base = `http://127.0.0.1:${server.port}`;
  const headers = { authorization: `Bearer ${accounts[0]!.token}` };
  const JWKS = await (await fetch(`${base}/.well-known/jwks.json`)).text();
  const ANSWER = await (await fetch(`${base}${PATH}`, { headers })).text();
  const start = (LRU: string) => ServerProcess.start({ script: FASTIFY, env: { JWKS, ANSWER, LRU } });
  return [reader('fastify', await start('0')), reader('fastify-lru', await start('1'))];
}

function reader(name: string, server: ServerProcess): Asker {
  return { name, server, request: ({ token }) => getRequest(server.port, PATH, token) };
}

function refresher({ name, server }: RinglineTarget): Asker {
  return {
    name,
    server,
    request: ({ refreshToken }) => postRequest(server.port, REFRESH_PATH, { refreshToken }),
    learn: (account, body) => {
      const { refreshToken } = JSON.parse(body.toString()) as { refreshToken: string };
      account.refreshToken = refreshToken;
    },
  };
}

/** A closed loop: every connection asks again as soon as it has its answer. */
export async function askRound(asker: Asker, accounts: Account[], forMs: number): Promise<Metrics> {
  const { server } = asker;
  const connections = await Promise.all(accounts.map(() => HttpConnection.open(server.port)));
  const samples = new Samples();
  const cpuBefore = server.cpuMs();
  const startedAt = performance.now();
  await Promise.all(
    connections.map(
      (connection, index) =>
        new Promise<void>((resolve, reject) => {
          const account = accounts[index]!;
          const next = () => {
            const askedAt = performance.now();
            if (askedAt - startedAt >= forMs) return resolve();
            connection.request(asker.request(account), (error, status, body) => {
              if (error || status !== 200)
                return reject(error ?? new Error(`answered ${status}: ${body.toString()}`));
              samples.add(performance.now() - askedAt);
              asker.learn?.(account, body);
              next();
            });
          };
          next();
        }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuUs = ((server.cpuMs() - cpuBefore) * 1000) / samples.size;
  for (const connection of connections) connection.close();
  return { ...samples.latency(), perSecond: samples.size / seconds, cpuUs };
}
