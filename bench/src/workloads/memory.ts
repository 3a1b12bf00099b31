/** Memory per idle authenticated connection: resident memory above the same server without connections. */
import { setTimeout as delay } from 'node:timers/promises';
import { concurrently } from '../load/concurrently.js';
import type { Memory } from '../machine/server-process.js';
import type { Peer, Target } from '../targets/target.js';
import { type Context, type Metrics, type Rounds, withoutMessageGuard } from './workload.js';

const CONNECT_WIDTH = 16;
const WARM_UP = 100;
const MAX_PASSES = 15;
const STILL_KB = 512;
/** Of one core. */
const CALM_SHARE = 0.1;

export async function idleMemory({ targets, settings: { memory } }: Context): Promise<Rounds> {
  const results: Rounds = {};
  for (const target of withoutMessageGuard(targets)) {
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
  const empty = await settled(target, settleMs);
  const peers = await connectAll(target, connections);
  const full = await settled(target, settleMs);
  const cpuBefore = target.server.cpuMs();
  await delay(settleMs);
  const idleCpuPercent = ((target.server.cpuMs() - cpuBefore) / settleMs) * 100;
  const lost = peers.filter((peer) => peer.closed).length;
  for (const peer of peers) peer.close();
  const rssKb = (full.rssKb - empty.rssKb) / connections;
  const liveKb = (full.liveKb - empty.liveKb) / connections;
  return {
    rssKb,
    liveKb,
    // Room left over from the start can hide connections from the resident memory, but not from the heap.
    kb: Math.max(rssKb, liveKb),
    emptyMb: empty.rssKb / 1024,
    idleCpuPercent,
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

/** Waits until resident memory is stable and the server has finished the work of connecting. */
async function settled(target: Target, settleMs: number): Promise<Memory> {
  let last = await target.server.memory();
  for (let pass = 0, still = 0; pass < MAX_PASSES && still < 2; pass++) {
    const cpuBefore = target.server.cpuMs();
    await delay(settleMs);
    const busy = (target.server.cpuMs() - cpuBefore) / settleMs;
    const memory = await target.server.memory();
    const calm = Math.abs(memory.rssKb - last.rssKb) < STILL_KB && busy < CALM_SHARE;
    still = calm ? still + 1 : 0;
    last = memory;
  }
  return last;
}
