const EVERY_MS = 50;

/**
 * Resolves when media has arrived over a connection.
 * @returns false when none came within `giveUpAfterMs`: the peer may send nothing at all
 */
export async function firstPackets(
  getStats: () => Promise<RTCStatsReport>,
  giveUpAfterMs: number,
): Promise<boolean> {
  const deadline = performance.now() + giveUpAfterMs;
  for (;;) {
    const report = await getStats();
    for (const stat of report.values() as Iterable<Partial<RTCInboundRtpStreamStats>>)
      if (stat.type === 'inbound-rtp' && (stat.packetsReceived ?? 0) > 0) return true;
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
