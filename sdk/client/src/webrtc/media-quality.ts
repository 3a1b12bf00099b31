/** How good a connection is, from two looks at `getStats()` (W3C Identifiers for WebRTC's Statistics API). */

export interface MediaSample {
  packetsReceived: number;
  packetsLost: number;
  rttMs?: number;
  jitterMs?: number;
  candidateType?: RTCIceCandidateType;
}

export type QualityRating = 'good' | 'fair' | 'poor';

/** The quality of a period of time; unmeasured figures are absent. */
export interface MediaQuality {
  rttMs?: number;
  jitterMs?: number;
  /** 0 to 1. */
  lossRatio?: number;
  candidateType?: RTCIceCandidateType;
}

/** From these on, people notice (ITU-T G.114 for delay; Opus hides a little loss). */
const LIMITS = { fair: { rttMs: 250, lossRatio: 0.02 }, poor: { rttMs: 500, lossRatio: 0.08 } };

type Stat = { type: string; id: string } & Record<string, unknown>;

export function sampleOf(report: ReadonlyMap<string, unknown>): MediaSample {
  const stats = [...report.values()] as Stat[];
  const inbound = stats.filter(({ type }) => type === 'inbound-rtp');
  const pair = selectedPair(stats);
  const local = stats.find(({ id }) => id === pair?.['localCandidateId']);
  const sound = inbound.find(({ kind }) => kind === 'audio');
  return {
    packetsReceived: sum(inbound, 'packetsReceived'),
    packetsLost: sum(inbound, 'packetsLost'),
    rttMs: milliseconds(pair?.['currentRoundTripTime']),
    jitterMs: milliseconds(sound?.['jitter']),
    candidateType: local?.['candidateType'] as RTCIceCandidateType | undefined,
  };
}

/** Between two samples: counters as differences, momentary values from the later one. */
export function qualityBetween(before: MediaSample | undefined, after: MediaSample): MediaQuality {
  // Counters that decreased belong to a new connection.
  const from = before && before.packetsReceived <= after.packetsReceived ? before : undefined;
  const received = after.packetsReceived - (from?.packetsReceived ?? 0);
  // A packet that comes late or twice makes the count of lost ones sink.
  const lost = Math.max(0, after.packetsLost - (from?.packetsLost ?? 0));
  const { rttMs, jitterMs, candidateType } = after;
  return {
    rttMs,
    jitterMs,
    candidateType,
    lossRatio: received + lost > 0 ? lost / (received + lost) : undefined,
  };
}

/** Undefined while nothing is known. */
export function rate({ rttMs, lossRatio }: MediaQuality): QualityRating | undefined {
  if (rttMs === undefined && lossRatio === undefined) return undefined;
  const reaches = (limit: { rttMs: number; lossRatio: number }) =>
    (rttMs ?? 0) >= limit.rttMs || (lossRatio ?? 0) >= limit.lossRatio;
  if (reaches(LIMITS.poor)) return 'poor';
  return reaches(LIMITS.fair) ? 'fair' : 'good';
}

/** Of a whole connection: means of the figures, and the last way that media took. */
export function summaryOf(stretches: readonly MediaQuality[]): MediaQuality {
  const types = stretches.map(({ candidateType }) => candidateType).filter(Boolean);
  return {
    candidateType: types.at(-1),
    rttMs: mean(stretches.map(({ rttMs }) => rttMs)),
    jitterMs: mean(stretches.map(({ jitterMs }) => jitterMs)),
    lossRatio: mean(stretches.map(({ lossRatio }) => lossRatio)),
  };
}

/** The transport names it; Firefox marks the pair itself. */
function selectedPair(stats: Stat[]): Stat | undefined {
  const named = stats.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
  const pairs = stats.filter(({ type }) => type === 'candidate-pair');
  return pairs.find(({ id, selected }) => (named ? id === named : selected === true));
}

function sum(stats: Stat[], field: string): number {
  return stats.reduce((total, stat) => total + Number(stat[field] ?? 0), 0);
}

function milliseconds(seconds: unknown): number | undefined {
  return typeof seconds === 'number' ? Math.round(seconds * 1_000_000) / 1000 : undefined;
}

function mean(figures: (number | undefined)[]): number | undefined {
  const known = figures.filter((figure) => figure !== undefined);
  return known.length > 0 ? known.reduce((a, b) => a + b) / known.length : undefined;
}
