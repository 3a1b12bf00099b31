/** Turns measurements into Markdown: medians over the rounds, ratios round by round against the bare relay. */
import type { CallFigures } from './workloads/call-figures.js';
import type { CallResults } from './workloads/calls.js';
import type { MessageResults } from './workloads/messages.js';
import type { ReadResults } from './workloads/reads.js';
import { median } from './load/statistics.js';
import type { Signal } from './targets/target.js';
import type { Metrics, Rounds } from './workloads/workload.js';

export interface Results {
  machine: { cpu: string; node: string; pinned: boolean; quick: boolean; at: string; minutes: number };
  /** Workloads that broke off, and why. */
  failures: Record<string, string>;
  labels: Record<string, string>;
  relay?: Record<Signal, Rounds>;
  steady?: Rounds;
  memory?: Rounds;
  connects?: Record<'fresh' | 'known', Rounds>;
  calls?: CallResults;
  reads?: ReadResults;
  figures?: CallFigures;
  messages?: MessageResults;
  history?: Rounds;
  presence?: Rounds;
  storm?: Rounds;
}

export const BASELINE = 'socketio';

type Cell = [title: string, value: (target: string) => string];

export function middle(rounds: Rounds | undefined, target: string, metric: string): number {
  return median((rounds?.[target] ?? []).map((round) => round[metric] ?? Number.NaN));
}

/** The median of the rounds' own ratios to another target in the same round. */
export function ratio(rounds: Rounds | undefined, target: string, metric: string, to: string): number {
  const others = rounds?.[to] ?? [];
  return median(
    (rounds?.[target] ?? []).map(
      (round, index) => (round[metric] ?? Number.NaN) / (others[index]?.[metric] ?? Number.NaN),
    ),
  );
}

/** Above one is better: how much less of the server's time one unit takes. */
export function capacityRatio(rounds: Rounds | undefined, target: string, to = BASELINE): number {
  return 1 / ratio(rounds, target, 'cpuUs', to);
}

export function number(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–';
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const metric =
  (rounds: Rounds, name: string, digits = 0) =>
  (target: string) =>
    number(middle(rounds, target, name), digits);
const times = (value: (target: string) => number) => (target: string) => number(value(target), 2);
const latencies = (rounds: Rounds): Cell[] => [
  ['p50 ms', metric(rounds, 'p50', 2)],
  ['p99 ms', metric(rounds, 'p99', 2)],
];

const perRequest = (rounds: Rounds): Cell[] => [
  ['requests/s', metric(rounds, 'perSecond')],
  ['server CPU µs', metric(rounds, 'cpuUs', 1)],
  ...latencies(rounds),
  ['rate × verifying', times((target) => ratio(rounds, target, 'perSecond', 'fastify'))],
];

export function tables(results: Results): string {
  const sections: string[] = [];
  const section = (title: string, note: string, rounds: Rounds, cells: Cell[]) =>
    Object.keys(rounds).length > 0 &&
    sections.push(`## ${title}\n\n${note}\n\n${table(results.labels, rounds, cells)}`);
  const { relay, steady, memory, connects, calls, reads, messages, history, presence, storm } = results;
  for (const [kind, what] of [
    ['description', 'session descriptions of 2 KB'],
    ['candidate', 'candidates of 200 bytes'],
  ] as const)
    if (relay)
      section(
        `Signal relay: ${what}`,
        'Pairs in a closed loop, one message each under way. Capacity is what one core carries.',
        relay[kind],
        [
          ['messages/s', metric(relay[kind], 'perSecond')],
          ['server CPU µs', metric(relay[kind], 'cpuUs', 1)],
          ...latencies(relay[kind]),
          ['capacity ×', times((target) => capacityRatio(relay[kind], target))],
          ['refused', metric(relay[kind], 'refused')],
          ['lost', metric(relay[kind], 'lost')],
        ],
      );
  if (steady)
    section(
      'Signal relay at a steady 1,000 messages/s',
      'Candidates, all clients connected, whatever the server answers.',
      steady,
      [
        ['server CPU µs', metric(steady, 'cpuUs', 1)],
        ...latencies(steady),
        ['p99 ×', times((target) => ratio(steady, target, 'p99', BASELINE))],
        ['lost', metric(steady, 'lost')],
      ],
    );
  if (memory)
    section(
      'Idle authenticated connections',
      'Resident memory above the same server when empty, after garbage collection; live is what JavaScript still reaches.',
      memory,
      [
        ['resident KB per connection', metric(memory, 'rssKb', 1)],
        ['live KB', metric(memory, 'liveKb', 1)],
        ['empty MB', metric(memory, 'emptyMb')],
        ['idle CPU %', metric(memory, 'idleCpuPercent', 1)],
        ['memory ×', times((target) => ratio(memory, target, 'kb', BASELINE))],
        ['lost', metric(memory, 'lost')],
      ],
    );
  for (const [kind, what] of [
    ['fresh', 'tokens never seen before'],
    ['known', 'tokens seen before'],
  ] as const)
    if (connects)
      section(
        `Authenticated connects: ${what}`,
        'Connect, authenticate, be ready, leave; 16 at a time.',
        connects[kind],
        [
          ['connects/s', metric(connects[kind], 'perSecond')],
          ['server CPU µs', metric(connects[kind], 'cpuUs')],
          ...latencies(connects[kind]),
          ['capacity ×', times((target) => capacityRatio(connects[kind], target))],
        ],
      );
  for (const [kind, what] of [
    ['alone', 'one at a time'],
    ['together', 'several at once'],
  ] as const)
    if (calls)
      section(
        `Call set-up: ${what}`,
        'Beside calls that run. The bare servers pass two messages on and keep nothing.',
        calls[kind],
        [
          ['ring → incoming p50 ms', metric(calls[kind], 'incomingMsP50', 2)],
          ['p99', metric(calls[kind], 'incomingMsP99', 2)],
          ['accept → accepted p50', metric(calls[kind], 'acceptedMsP50', 2)],
          ['p99', metric(calls[kind], 'acceptedMsP99', 2)],
          ['accept → others stop p99', metric(calls[kind], 'othersStopMsP99', 2)],
          ['ring → accepted p50', metric(calls[kind], 'totalMsP50', 2)],
          ['p99', metric(calls[kind], 'totalMsP99', 2)],
          ['server CPU µs', metric(calls[kind], 'cpuUs')],
        ],
      );
  if (calls?.database) sections.push(databaseNote(calls.database));
  if (reads)
    section('GET /api/auth/me', 'Closed loop over kept connections, each with its own token.', reads.reads, [
      ...perRequest(reads.reads),
      ['rate × with LRU', times((target) => ratio(reads.reads, target, 'perSecond', 'fastify-lru'))],
    ]);
  if (reads)
    section(
      'POST /api/auth/refresh',
      'Closed loop, each rotation in a transaction of its own; beside a handler that only verifies the access token.',
      reads.refreshes,
      perRequest(reads.refreshes),
    );
  if (messages)
    section(
      'Messages stored: 64 senders',
      'Closed loop, each message acknowledged after its commit; beside 64 clients that insert the same rows one by one.',
      messages.durable,
      [
        ['messages/s', metric(messages.durable, 'perSecond')],
        ['server CPU µs', metric(messages.durable, 'cpuUs', 1)],
        ...latencies(messages.durable),
        ['rate × inserts', times((target) => ratio(messages.durable, target, 'perSecond', 'inserts'))],
      ],
    );
  if (messages)
    section(
      'Fan-out: a message to a large room',
      'One speaker, every device of the room a listener; Ringline stores each message first. Capacity is what one core delivers.',
      messages.fanOut,
      [
        ['deliveries/s', metric(messages.fanOut, 'perSecond')],
        ['server CPU µs', metric(messages.fanOut, 'cpuUs', 2)],
        ['capacity ×', times((target) => capacityRatio(messages.fanOut, target))],
      ],
    );
  if (history)
    section(
      'Pages of a long history',
      '50 messages before a random one of a million (100,000 in a quick run), over REST; beside the same query by a bare client.',
      history,
      [
        ['pages/s', metric(history, 'perSecond')],
        ['server CPU µs', metric(history, 'cpuUs', 1)],
        ...latencies(history),
        ['rate × query', times((target) => ratio(history, target, 'perSecond', 'query'))],
      ],
    );
  if (presence)
    section(
      'Presence: people come and go',
      '500 listeners that hear of each change, or 5,000 that take them in batches, while 100 others connect and leave. For each change, the connection itself included.',
      presence,
      [
        ['server CPU µs', metric(presence, 'cpuUs')],
        ['messages sent', metric(presence, 'messages', 1)],
        ['CPU µs per message', metric(presence, 'cpuPerMessage', 2)],
      ],
    );
  if (storm)
    section(
      'Login storm',
      '1,000 candidates/s while 50 people sign in at once (bcrypt, cost 12), all on one core.',
      storm,
      [
        ['quiet p50 ms', metric(storm, 'idleP50', 2)],
        ['quiet p99', metric(storm, 'idleP99', 2)],
        ['storm p50', metric(storm, 'stormP50', 2)],
        ['storm p99', metric(storm, 'stormP99', 2)],
        ['p99 × quiet', metric(storm, 'growth', 1)],
        ['logins/s', metric(storm, 'loginsPerSecond', 1)],
        ['refused', metric(storm, 'refused')],
      ],
    );
  return sections.join('\n\n');
}

function table(labels: Record<string, string>, rounds: Rounds, cells: Cell[]): string {
  const rows = Object.keys(rounds).map((target) => [
    labels[target] ?? target,
    ...cells.map(([, value]) => value(target)),
  ]);
  const head = ['', ...cells.map(([title]) => title)];
  const line = (row: string[]) => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}

function databaseNote(database: Metrics): string {
  const trip = (name: string) =>
    `p50 ${number(database[`${name}P50`]!, 2)} ms, p99 ${number(database[`${name}P99`]!, 2)} ms`;
  return `A round trip to the same database, idle client: \`SELECT 1\` ${trip('select')}; an insert with its commit ${trip('insert')}.`;
}
