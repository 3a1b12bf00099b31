/** Measures Ringline beside its peers and writes results/latest.md; see README.md for the flags. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { barsTable } from './bars.js';
import { pinned } from './machine/cores.js';
import { Stores } from './machine/stores.js';
import { figuresPage } from './figures.js';
import { type Results, tables } from './table.js';
import { PeerJsTarget } from './targets/peerjs.js';
import { RinglineTarget } from './targets/ringline.js';
import { SocketIoTarget } from './targets/socketio.js';
import type { Target } from './targets/target.js';
import { callFigures } from './workloads/call-figures.js';
import { callSetup } from './workloads/calls.js';
import { connects } from './workloads/connects.js';
import { history } from './workloads/history.js';
import { idleMemory } from './workloads/memory.js';
import { messages } from './workloads/messages.js';
import { presence } from './workloads/presence.js';
import { reads } from './workloads/reads.js';
import { relayCapacity, relayLatency } from './workloads/relay.js';
import { loginStorm } from './workloads/storm.js';
import { type Context, FULL, QUICK } from './workloads/workload.js';

const MINUTE_MS = 60_000;
const GIVE_UP_AFTER_MS = 20 * MINUTE_MS;
const FIGURES = fileURLToPath(new URL('../../docs/call-figures.md', import.meta.url));
const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

const ALL_TARGETS = 'ringline,socketio,nest,nest-guard,peerjs';
const ALL_WORKLOADS = 'relay,steady,memory,connects,calls,figures,reads,messages,history,presence,storm';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    targets: { type: 'string', default: ALL_TARGETS },
    workloads: { type: 'string', default: ALL_WORKLOADS },
  },
});
const complete = flags.targets === ALL_TARGETS && flags.workloads === ALL_WORKLOADS;

const startedAt = performance.now();
const dataDir = mkdtempSync(join(tmpdir(), 'ringline-bench-data-'));
const chosen = new Set(flags.targets.split(','));
let stores: Stores | undefined;

const abandon = (why: string): never => {
  rmSync(dataDir, { recursive: true, force: true });
  process.stderr.write(`${why}\n`);
  process.exit(1);
};
process.once('SIGINT', () => abandon('stopped'));
process.once('SIGTERM', () => abandon('stopped'));
setTimeout(() => abandon('gave up: the run took too long'), GIVE_UP_AFTER_MS).unref();

function say(text: string): void {
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
}

async function measure(): Promise<Results> {
  if (chosen.has('ringline')) stores = await Stores.start();
  const ringline = stores && new RinglineTarget(stores, dataDir, process.env.RINGLINE_DIST);
  const all: (Target | undefined)[] = [
    ringline,
    new SocketIoTarget('socketio', 'bare socket.io', 'socketio.js', true),
    new SocketIoTarget('nest', 'Nest gateway + pipe', 'nest.js', false),
    new SocketIoTarget('nest-guard', 'Nest gateway + pipe + JWT guard', 'nest.js', false, { GUARD: '1' }),
    new PeerJsTarget(),
  ];
  const targets = all.filter((target): target is Target => target !== undefined && chosen.has(target.name));
  const context: Context = {
    settings: flags.quick ? QUICK : FULL,
    targets,
    ringline,
    databaseUrl: stores?.databaseUrl ?? '',
  };
  const results: Results = {
    machine: {
      cpu: `${cpus().length} × ${cpus()[0]!.model}`,
      node: process.version,
      pinned,
      quick: flags.quick,
      at: new Date().toISOString(),
      minutes: 0,
    },
    failures: {},
    labels: {
      ...Object.fromEntries(targets.map((target) => [target.name, target.label])),
      fastify: 'bare Fastify, verifies each time',
      inserts: 'single-row inserts',
      query: 'bare query',
      each: 'each change by itself',
      batched: 'in batches',
      'fastify-lru': 'bare Fastify, LRU of verified tokens',
    },
  };
  const steps: Record<string, () => Promise<void>> = {
    relay: async () => void (results.relay = await relayCapacity(context)),
    steady: async () => void (results.steady = await relayLatency(context)),
    memory: async () => void (results.memory = await idleMemory(context)),
    connects: async () => void (results.connects = await connects(context)),
    calls: async () => void (results.calls = await callSetup(context)),
    figures: async () => void (results.figures = await callFigures(context)),
    reads: async () => void (results.reads = await reads(context)),
    messages: async () => void (results.messages = await messages(context)),
    history: async () => void (results.history = await history(context)),
    presence: async () => void (results.presence = await presence(context)),
    storm: async () => void (results.storm = await loginStorm(context)),
  };
  for (const name of flags.workloads.split(',')) {
    const step = steps[name];
    if (!step) throw new Error(`There is no workload ${name}; there are ${Object.keys(steps).join(', ')}.`);
    say(name);
    try {
      await step();
    } catch (error) {
      results.failures[name] = error instanceof Error ? error.message : String(error);
      say(`${name} failed: ${results.failures[name]}`);
    }
  }
  results.machine.minutes = (performance.now() - startedAt) / MINUTE_MS;
  return results;
}

function how(results: Results): string {
  const { cpu, node, quick, at, minutes } = results.machine;
  const where = results.machine.pinned
    ? 'server pinned to core 0, load and stores to core 1'
    : 'not pinned: read the ratios with care';
  return `${quick ? 'Quick' : 'Full'} run of ${minutes.toFixed(1)} minutes, ${at.slice(0, 10)}, ${cpu}, Node ${node}; ${where}.`;
}

function report(results: Results): string {
  const reading = 'Medians of interleaved rounds; × is against the bare socket.io relay in the same round.';
  return [
    '# Ringline beside its peers',
    '',
    `${how(results)} ${reading}`,
    '',
    ...Object.entries(results.failures).map(
      ([name, why]) => `**Could not be measured: ${name}** (${why.split('\n', 1)[0]})\n`,
    ),
    barsTable(results),
    '',
    tables(results),
    '',
  ].join('\n');
}

try {
  const results = await measure();
  await stores?.stop();
  rmSync(dataDir, { recursive: true, force: true });
  const markdown = report(results);
  mkdirSync(RESULTS, { recursive: true });
  if (complete) writeFileSync(join(RESULTS, 'latest.md'), markdown);
  writeFileSync(join(RESULTS, 'latest.raw.json'), JSON.stringify(results));
  if (results.figures) {
    const page = figuresPage(results.figures, how(results));
    if (!flags.quick) writeFileSync(FIGURES, page);
    process.stdout.write(`\n${page}`);
  }
  process.stdout.write(`\n${markdown}`);
  process.exit(Object.keys(results.failures).length > 0 ? 1 : 0);
} catch (error) {
  abandon(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
