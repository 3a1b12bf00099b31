/** Authenticated connects: each with a token that the server has not seen before; connect, be welcome, leave. */
import { setTimeout as delay } from 'node:timers/promises';
import { concurrently } from '../load/concurrently.js';
import { Samples } from '../load/statistics.js';
import type { Target } from '../targets/target.js';
import {
  type Context,
  interleave,
  type Metrics,
  type Rounds,
  withoutMessageGuard,
  withServers,
} from './workload.js';

const AFTERMATH_MS = 300;
const WARM_UP_PASSES = 4;

export async function connects({
  targets: all,
  settings: { connects: size },
}: Context): Promise<Record<'fresh' | 'known', Rounds>> {
  const targets = withoutMessageGuard(all);
  return withServers(targets, size.warmUp + size.rounds * size.perRound, async () => {
    for (const target of targets)
      for (let pass = 0; pass < WARM_UP_PASSES; pass++)
        await connectRound(target, 0, size.warmUp, size.width);
    const fresh = await interleave(targets, size.rounds, (target, round) =>
      connectRound(target, size.warmUp + round * size.perRound, size.perRound, size.width),
    );
    const known = await interleave(targets, size.rounds, (target) =>
      connectRound(target, size.warmUp, size.perRound, size.width),
    );
    return { fresh, known };
  });
}

async function connectRound(
  target: Target,
  firstAccount: number,
  count: number,
  width: number,
): Promise<Metrics> {
  const samples = new Samples();
  const startedAt = performance.now();
  const cpuBefore = target.server.cpuMs();
  await concurrently(count, width, async (index) => {
    const connectingAt = performance.now();
    const peer = await target.connect(firstAccount + index);
    samples.add(performance.now() - connectingAt);
    peer.close();
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await delay(AFTERMATH_MS);
  const cpuUs = ((target.server.cpuMs() - cpuBefore) * 1000) / count;
  return { ...samples.latency(), perSecond: count / seconds, cpuUs };
}
