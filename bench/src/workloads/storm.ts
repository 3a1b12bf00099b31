/** The relay's latency while many people sign in at once, against its own latency in quiet. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Pair, Target } from '../targets/target.js';
import { closedLoop, openLoop } from './relay-meter.js';
import { closePairs, openPairs } from './relay.js';
import type { Context, Metrics, Rounds, Settings } from './workload.js';

const WARM_UP_MS = 400;
const BCRYPT_COST = '12';

type WithLogins = Target & Required<Pick<Target, 'login' | 'prepareLogins'>>;
const hasLogins = (target: Target): target is WithLogins => target.signsIn;

export async function loginStorm({ targets, settings: { storm } }: Context): Promise<Rounds> {
  const results: Rounds = {};
  for (const target of targets.filter(hasLogins)) {
    await target.start();
    await target.prepare(2 * storm.pairs);
    await target.stop();
    await target.start({ env: { BCRYPT_COST } });
    try {
      await target.prepareLogins();
      const pairs = await openPairs(target, storm.pairs);
      results[target.name] = [await measure(target, pairs, storm)];
      await closePairs(pairs);
    } finally {
      await target.stop();
    }
  }
  return results;
}

async function measure(target: WithLogins, pairs: Pair[], storm: Settings['storm']): Promise<Metrics> {
  await closedLoop(target, pairs, 'candidate', WARM_UP_MS);
  const idle = await openLoop(target, pairs, 'candidate', storm.perSecond, delay(storm.idleMs));
  const startedAt = performance.now();
  const statuses: number[] = [];
  const logins = Promise.all(
    Array.from({ length: storm.logins }, (_, index) =>
      target.login(index, storm.stormMs).then(
        (status) => statuses.push(status),
        () => statuses.push(0),
      ),
    ),
  );
  const during = await openLoop(
    target,
    pairs,
    'candidate',
    storm.perSecond,
    Promise.race([logins, delay(storm.stormMs)]),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const signedIn = statuses.filter((status) => status === 200).length;
  const refused = statuses.filter((status) => status > 200).length;
  await logins;
  return {
    idleP50: idle.p50,
    idleP99: idle.p99,
    stormP50: during.p50,
    stormP99: during.p99,
    growth: during.p99 / idle.p99,
    signedIn,
    refused,
    loginsPerSecond: signedIn / seconds,
    lost: idle.lost + during.lost,
  };
}
