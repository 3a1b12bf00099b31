/** Call set-up: ring, incoming, accept, accepted; beside calls that run, one at a time and several at once. */
import pg from 'pg';
import { Samples } from '../load/statistics.js';
import type { CallSetup, Line, Target } from '../targets/target.js';
import { closePairs, openPairs } from './relay.js';
import { type Context, interleave, type Metrics, type Rounds, withServers } from './workload.js';

const WARM_UP_CALLS = 10;
const ROUND_TRIPS = 300;

type Caller = Target & Required<Pick<Target, 'openLine'>>;
const canCall = (target: Target): target is Caller => target.openLine !== undefined;

export interface CallResults {
  alone: Rounds;
  together: Rounds;
  /** Round trips to the database from an idle client: a query, and an insert with its commit. */
  database: Metrics | undefined;
}

export async function callSetup({
  targets,
  settings: { calls },
  databaseUrl,
}: Context): Promise<CallResults> {
  const callers = targets.filter(canCall);
  const accounts = 2 * (calls.running + calls.lines);
  return withServers(callers, accounts, async () => {
    const lines = new Map<Target, Line[]>();
    const running = [];
    for (const target of callers) {
      running.push(...(await openPairs(target, calls.running)));
      const own: Line[] = [];
      for (let line = 0; line < calls.lines; line++) {
        const caller = 2 * (calls.running + line);
        own.push(await target.openLine(caller, caller + 1));
      }
      lines.set(target, own);
      await callRound(target, own, WARM_UP_CALLS);
    }
    const alone = await interleave(callers, calls.rounds, (target) =>
      callRound(target, lines.get(target)!.slice(0, 1), calls.perRound),
    );
    const together = await interleave(callers, calls.rounds, (target) =>
      callRound(target, lines.get(target)!, calls.perRound),
    );
    const database = databaseUrl ? await databaseRoundTrips(databaseUrl) : undefined;
    for (const own of lines.values()) await Promise.all(own.map((line) => line.close()));
    await closePairs(running);
    return { alone, together, database };
  });
}

/** `count` calls over all lines, each line one call at a time. */
async function callRound(target: Target, lines: Line[], count: number): Promise<Metrics> {
  const samples: Record<keyof CallSetup, Samples> = {
    incomingMs: new Samples(),
    acceptedMs: new Samples(),
    totalMs: new Samples(),
    othersStopMs: new Samples(),
  };
  const startedAt = performance.now();
  const cpuBefore = target.server.cpuMs();
  const perLine = Math.ceil(count / lines.length);
  await Promise.all(
    lines.map(async (line) => {
      for (let call = 0; call < perLine; call++) {
        const setup = await line.setUp();
        for (const [name, ms] of Object.entries(setup)) samples[name as keyof CallSetup].add(ms as number);
        await line.hangUp();
      }
    }),
  );
  const calls = perLine * lines.length;
  const metrics: Metrics = {
    cpuUs: ((target.server.cpuMs() - cpuBefore) * 1000) / calls,
    perSecond: calls / ((performance.now() - startedAt) / 1000),
  };
  for (const [name, values] of Object.entries(samples)) {
    const { p50, p99 } = values.latency();
    Object.assign(metrics, { [`${name}P50`]: p50, [`${name}P99`]: p99 });
  }
  return metrics;
}

async function databaseRoundTrips(url: string): Promise<Metrics> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE bench_round_trip (id uuid PRIMARY KEY, at timestamptz NOT NULL)');
  const time = async (sql: string) => {
    const samples = new Samples();
    for (let trip = 0; trip < ROUND_TRIPS; trip++) {
      const at = performance.now();
      await client.query(sql);
      samples.add(performance.now() - at);
    }
    return samples.latency();
  };
  const select = await time('SELECT 1');
  const insert = await time('INSERT INTO bench_round_trip VALUES (gen_random_uuid(), now())');
  await client.query('DROP TABLE bench_round_trip');
  await client.end();
  return { selectP50: select.p50, selectP99: select.p99, insertP50: insert.p50, insertP99: insert.p99 };
}
