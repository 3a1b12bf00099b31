/** Our own figures for calls, as docs/call-figures.md publishes them. */
import { number } from './table.js';
import type { CallFigures } from './workloads/call-figures.js';

const ROWS: [title: string, metric: string][] = [
  ['ring → incoming', 'incoming'],
  ['accept → the callee’s other device stops', 'othersStop'],
  ['candidate, sender → receiver', 'relay'],
  ['resume → what was missed is handed over', 'replay'],
  ['reconnect → what was missed is handed over', 'back'],
];

export function figuresPage(figures: CallFigures, how: string): string {
  const head = figures.map(
    ({ instances, running }) => `${instances === 1 ? 'one instance' : 'two instances'}, ${running} calls`,
  );
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const table = (rows: string[][]) =>
    [line(['', ...head]), line(['---', ...head.map(() => '---:')]), ...rows.map(line)].join('\n');
  const latencies = ROWS.map(([title, metric]) => [
    title,
    ...figures.map(
      ({ metrics }) => `${number(metrics[`${metric}P50`]!, 2)} / ${number(metrics[`${metric}P99`]!, 2)}`,
    ),
  ]);
  const count = (title: string, metric: string) => [
    title,
    ...figures.map(({ metrics }) => number(metrics[metric]!)),
  ];
  const counts = [
    count('candidates relayed', 'relayed'),
    count('… lost', 'relayLost'),
    count('… doubled', 'relayDoubled'),
    count('signals replayed', 'replayed'),
    count('… lost', 'replayLost'),
    count('… doubled', 'replayDoubled'),
  ];
  return [
    '# What a call’s signalling takes',
    '',
    'Written by `npm run bench -- --workloads=figures` in the repository’s root; do not edit. Numbers drift from machine to',
    'machine, so repeat it on yours.',
    '',
    how,
    'On two instances the caller is connected to the first and the callee to the second, so that every step crosses Redis; both',
    'instances share one core. Every call is recorded in PostgreSQL; candidates go on at a steady rate over all running calls. For a',
    'resume the callee’s socket is cut, ten candidates are sent to it, and it comes back through a new connection.',
    '',
    '## Milliseconds, p50 / p99',
    '',
    table(latencies),
    '',
    '## Loss',
    '',
    table(counts),
    '',
  ].join('\n');
}
