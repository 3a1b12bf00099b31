/** The bars that Ringline sets itself, and where this run stands against them. */
import { BASELINE, capacityRatio, middle, number, ratio, type Results } from './table.js';

interface Bar {
  workload: string;
  bar: string;
  reached: number;
  unit: string;
  met: boolean;
}

const OURS = 'ringline';

export function bars(results: Results): Bar[] {
  const { relay, steady, memory, connects, calls, reads, messages, storm } = results;
  const found: Bar[] = [];
  const atLeast = (workload: string, reached: number, bar: number, unit: string) =>
    found.push({ workload, bar: `≥ ${bar} ${unit}`, reached, unit, met: reached >= bar });
  const atMost = (
    workload: string,
    reached: number,
    bar: number,
    unit: string,
    stated = `≤ ${bar} ${unit}`,
  ) => found.push({ workload, bar: stated, reached, unit, met: reached <= bar });

  for (const [kind, what] of [
    ['description', '2 KB'],
    ['candidate', '200 B'],
  ] as const)
    if (relay) {
      atLeast(`relay capacity, ${what}`, capacityRatio(relay[kind], OURS), 1, '× bare socket.io');
      atLeast(`relay capacity, ${what}`, capacityRatio(relay[kind], OURS, 'nest'), 3, '× Nest + pipe');
    }
  if (steady) atMost('relay p99 at 1,000 msg/s', ratio(steady, OURS, 'p99', BASELINE), 1, '× bare socket.io');
  if (memory)
    atMost('memory per idle connection', ratio(memory, OURS, 'kb', BASELINE), 1.3, '× bare socket.io');
  if (connects)
    atLeast(
      'connects per core, fresh tokens',
      capacityRatio(connects.fresh, OURS),
      0.7,
      '× bare socket.io with HS256',
    );
  if (calls?.database) {
    const five = 5 * calls.database.insertP99!;
    const stated = `≤ 5 round trips that commit (p99) = ${number(five, 1)} ms`;
    atMost('ring → incoming, p99', middle(calls.alone, OURS, 'incomingMsP99'), five, 'ms', stated);
    atMost('accept → others stop, p99', middle(calls.alone, OURS, 'othersStopMsP99'), five, 'ms', stated);
  }
  if (reads) {
    atLeast(
      'GET /api/auth/me per second',
      ratio(reads.reads, OURS, 'perSecond', 'fastify'),
      0.5,
      '× Fastify that verifies each time',
    );
    atLeast(
      'GET /api/auth/me per second, stricter',
      ratio(reads.reads, OURS, 'perSecond', 'fastify-lru'),
      0.5,
      '× Fastify with an LRU',
    );
  }
  if (messages) {
    const { durable, fanOut } = messages;
    atLeast(
      'durable messages/s at 64 senders',
      ratio(durable, OURS, 'perSecond', 'inserts'),
      2,
      '× single-row inserts',
    );
    atLeast('fan-out to a large room', capacityRatio(fanOut, OURS), 0.9, '× bare socket.io');
  }
  if (storm) atMost('relay p99 in a login storm', middle(storm, OURS, 'growth'), 3, '× its own in quiet');
  return found.filter((bar) => Number.isFinite(bar.reached));
}

export function barsTable(results: Results): string {
  const rows = bars(results).map(
    (bar) =>
      `| ${bar.workload} | ${bar.bar} | ${number(bar.reached, 2)} ${bar.unit} | ${bar.met ? 'met' : '**missed**'} |`,
  );
  if (rows.length === 0) return '';
  return ['## Bars', '', '| workload | bar | Ringline here | |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
