/**
 * Loudness of received audio between two reports: its root mean square, also of a sound much shorter than that
 * (RTCInboundRtpStreamStats.totalAudioEnergy, W3C webrtc-stats).
 */
export class Loudness {
  #energy = 0;
  #seconds = 0;

  /** @returns 0 to 1; 0 when nothing was played since */
  measure(report: Iterable<[string, object]>): number {
    let energy = 0;
    let seconds = 0;
    for (const [, stats] of report) {
      const { type, kind, totalAudioEnergy, totalSamplesDuration } = stats as RTCInboundRtpStreamStats;
      if (type !== 'inbound-rtp' || kind !== 'audio') continue;
      energy += totalAudioEnergy ?? 0;
      seconds += totalSamplesDuration ?? 0;
    }
    const [louder, longer] = [energy - this.#energy, seconds - this.#seconds];
    this.#energy = energy;
    this.#seconds = seconds;
    return longer > 0 && louder > 0 ? Math.min(1, Math.sqrt(louder / longer)) : 0;
  }
}
