/** GET /api/auth/me against a bare Fastify handler that verifies the very same token and answers the same JSON. */
import { fileURLToPath } from 'node:url';
import { getRequest, HttpConnection } from '../load/http.js';
import { Samples } from '../load/statistics.js';
import { ServerProcess } from '../machine/server-process.js';
import { type Context, interleave, type Metrics, type Rounds } from './workload.js';

const FASTIFY = fileURLToPath(new URL('../servers/fastify.js', import.meta.url));
const PATH = '/api/auth/me';
const WARM_UP_MS = 500;

interface Reader {
  name: string;
  server: ServerProcess;
}

export async function reads({ ringline, settings: { reads: size } }: Context): Promise<Rounds> {
  if (!ringline) return {};
  await ringline.start();
  const readers: Reader[] = [{ name: ringline.name, server: ringline.server }];
  try {
    await ringline.prepare(size.connections);
    const tokens = ringline.accounts.slice(0, size.connections).map((account) => account.token);
    const base = `http://127.0.0.1:${ringline.server.port}`;
    const JWKS = await (await fetch(`${base}/.well-known/jwks.json`)).text();
    const ANSWER = await (
      await fetch(`${base}${PATH}`, { headers: { authorization: `Bearer ${tokens[0]}` } })
    ).text();
    for (const [name, LRU] of [
      ['fastify', '0'],
      ['fastify-lru', '1'],
    ] as const)
      readers.push({
        name,
        server: await ServerProcess.start({ script: FASTIFY, env: { JWKS, ANSWER, LRU } }),
      });
    for (const reader of readers) await readRound(reader, tokens, WARM_UP_MS);
    return await interleave(readers, size.rounds, (reader) => readRound(reader, tokens, size.roundMs));
  } finally {
    for (const reader of readers) await reader.server.stop();
  }
}

/** A closed loop: every connection asks again as soon as it has its answer. */
async function readRound({ server }: Reader, tokens: string[], forMs: number): Promise<Metrics> {
  const connections = await Promise.all(tokens.map(() => HttpConnection.open(server.port)));
  const samples = new Samples();
  const cpuBefore = server.cpuMs();
  const startedAt = performance.now();
  await Promise.all(
    connections.map(
      (connection, index) =>
        new Promise<void>((resolve, reject) => {
          const request = getRequest(server.port, PATH, tokens[index]!);
          const next = () => {
            const askedAt = performance.now();
            if (askedAt - startedAt >= forMs) return resolve();
            connection.request(request, (error, status) => {
              if (error || status !== 200) return reject(error ?? new Error(`${PATH} answered ${status}`));
              samples.add(performance.now() - askedAt);
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
