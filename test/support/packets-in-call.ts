import type { PageGlobals } from './visitor.js';

/** Runs inside a page of either browser: how many packets of that kind its call has received. */
export async function packetsInCall(kind: 'audio' | 'video'): Promise<number> {
  const { active } = (globalThis as unknown as PageGlobals).ringline.calls;
  let packets = 0;
  (await active?.getStats())?.forEach((stat) => {
    if (stat.type === 'inbound-rtp' && stat.kind === kind) packets += stat.packetsReceived;
  });
  return packets;
}
