/** Memory per idle authenticated connection: resident memory above the same server without connections. */
import { setTimeout as delay } from 'node:timers/promises';
import { concurrently } from '../load/concurrently.js';
import type { Peer, Target } from '../targets/target.js';
import type { Context, Metrics, Rounds } from './workload.js';

const CONNECT_WIDTH = 16;
const WARM_UP = 100;

export async function idleMemory({ targets, settings: { memory } }: Context): Promise<Rounds> {
  const results: Rounds = {};
  for (const target of targets) {
    if (target.name === 'ringline') {
      // Accounts are made in a process that is thrown away, so that their garbage is not mistaken for room.
      await target.start();
      await target.prepare(memory.connections);
      await target.stop();
    } else await target.prepare(memory.connections);
    await target.start({ collectable: true });
    try {
      results[target.name] = [await measure(target, memory.connections, memory.settleMs)];
    } finally {
      await target.stop();
    }
  }
  return results;
}

async function measure(target: Target, connections: number, settleMs: number): Promise<Metrics> {
  for (const peer of await connectAll(target, Math.min(WARM_UP, connections))) peer.close();
  const emptyKb = await settledRssKb(target, settleMs);
  const peers = await connectAll(target, connections);
  const fullKb = await settledRssKb(target, settleMs);
  const cpuBefore = target.server.cpuMs();
  await delay(settleMs);
  const idleCpuPercent = ((target.server.cpuMs() - cpuBefore) / settleMs) * 100;
  const lost = peers.filter((peer) => peer.closed).length;
  for (const peer of peers) peer.close();
  return {
    kbPerConnection: (fullKb - emptyKb) / connections,
    emptyMb: emptyKb / 1024,
    idleCpuPercent,
    connections,
    lost,
  };
}

async function connectAll(target: Target, count: number): Promise<Peer[]> {
  const peers: Peer[] = [];
  await concurrently(count, CONNECT_WIDTH, async (account) => {
    peers[account] = await target.connect(account);
  });
  return peers;
}

async function settledRssKb(target: Target, settleMs: number): Promise<number> {
  for (let pass = 0; pass < 2; pass++) {
    await delay(settleMs / 2);
    target.server.collectGarbage();
  }
  await delay(settleMs);
  return target.server.rssKb();
}
