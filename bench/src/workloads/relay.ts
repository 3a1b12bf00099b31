/** Capacity of the signal relay: pairs in a closed loop, one message each under way. */
import { concurrently } from '../load/concurrently.js';
import { type Pair, type Signal, SIGNALS, type Target } from '../targets/target.js';
import { closedLoop, openLoop } from './relay-meter.js';
import { type Context, interleave, type Rounds, withServers } from './workload.js';
import { setTimeout as delay } from 'node:timers/promises';

const OPEN_WIDTH = 8;
const WARM_UP_MS = 400;

/** Opens pairs between accounts 0 and 1, 2 and 3, and so on. */
export async function openPairs(target: Target, count: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  await concurrently(count, OPEN_WIDTH, async (index) => {
    pairs[index] = await target.openPair(2 * index, 2 * index + 1);
  });
  return pairs;
}

export async function closePairs(pairs: Pair[]): Promise<void> {
  await concurrently(pairs.length, OPEN_WIDTH, (index) => pairs[index]!.close());
}

async function withPairs<T>(
  targets: Target[],
  count: number,
  work: (pairs: Map<Target, Pair[]>) => Promise<T>,
): Promise<T> {
  return withServers(targets, 2 * count, async () => {
    const pairs = new Map<Target, Pair[]>();
    for (const target of targets) pairs.set(target, await openPairs(target, count));
    const result = await work(pairs);
    for (const open of pairs.values()) await closePairs(open);
    return result;
  });
}

export async function relayCapacity({
  targets,
  settings: { relay },
}: Context): Promise<Record<Signal, Rounds>> {
  return withPairs(targets, relay.pairs, async (pairs) => {
    for (const target of targets)
      for (const kind of SIGNALS) await closedLoop(target, pairs.get(target)!, kind, WARM_UP_MS);
    const results = {} as Record<Signal, Rounds>;
    for (const kind of SIGNALS)
      results[kind] = await interleave(targets, relay.rounds, async (target) => ({
        ...(await closedLoop(target, pairs.get(target)!, kind, relay.roundMs)),
      }));
    return results;
  });
}

/** Latency at a steady rate far below capacity. */
export async function relayLatency({ targets, settings: { steady } }: Context): Promise<Rounds> {
  return withPairs(targets, steady.clients / 2, async (pairs) => {
    for (const target of targets)
      await closedLoop(target, pairs.get(target)!.slice(0, 50), 'candidate', WARM_UP_MS);
    return interleave(targets, steady.rounds, async (target) => ({
      ...(await openLoop(target, pairs.get(target)!, 'candidate', steady.perSecond, delay(steady.roundMs))),
    }));
  });
}
