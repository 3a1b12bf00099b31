import { describe, expect, it } from '@jest/globals';
import { qualityBetween, rate, sampleOf, summaryOf } from './media-quality.js';

const reportOf = (...stats: { id: string; type: string; [field: string]: unknown }[]) =>
  new Map(stats.map((stat) => [stat.id, stat]));

const chromium = reportOf(
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
  { id: 'P1', type: 'candidate-pair', localCandidateId: 'L1', currentRoundTripTime: 9 },
  { id: 'P2', type: 'candidate-pair', localCandidateId: 'L2', currentRoundTripTime: 0.0425 },
  { id: 'L1', type: 'local-candidate', candidateType: 'host' },
  { id: 'L2', type: 'local-candidate', candidateType: 'relay' },
  { id: 'A', type: 'inbound-rtp', kind: 'audio', packetsReceived: 90, packetsLost: 10, jitter: 0.004 },
  { id: 'V', type: 'inbound-rtp', kind: 'video', packetsReceived: 210, packetsLost: 0, jitter: 0.05 },
  { id: 'R', type: 'remote-inbound-rtp', kind: 'audio', packetsLost: 500 },
);

describe('a look at the statistics', () => {
  it('follows the pair that the transport names and adds up what arrived', () => {
    expect(sampleOf(chromium)).toEqual({
      packetsReceived: 300,
      packetsLost: 10,
      rttMs: 42.5,
      jitterMs: 4,
      candidateType: 'relay',
    });
  });

  it('follows the pair that is marked where there is no transport', () => {
    const firefox = reportOf(
      { id: 'P1', type: 'candidate-pair', localCandidateId: 'L1', selected: false, currentRoundTripTime: 9 },
      {
        id: 'P2',
        type: 'candidate-pair',
        localCandidateId: 'L2',
        selected: true,
        currentRoundTripTime: 0.01,
      },
      { id: 'L2', type: 'local-candidate', candidateType: 'host' },
    );
    expect(sampleOf(firefox)).toMatchObject({ rttMs: 10, candidateType: 'host' });
  });

  it('knows nothing of a connection that has not begun', () => {
    expect(sampleOf(new Map())).toEqual({ packetsReceived: 0, packetsLost: 0 });
  });
});

describe('the quality between two looks', () => {
  const sample = (packetsReceived: number, packetsLost: number) => ({
    packetsReceived,
    packetsLost,
    rttMs: 20,
  });

  it.each([
    ['counts what was lost since', sample(100, 50), sample(190, 60), 0.1],
    ['counts from the start without an earlier look', undefined, sample(80, 20), 0.2],
    ['starts anew with a new connection', sample(1000, 500), sample(99, 1), 0.01],
    ['takes late packets for no gain', sample(100, 10), sample(200, 8), 0],
    ['knows no ratio while nothing arrives', sample(100, 10), sample(100, 10), undefined],
  ])('%s', (_, before, after, lossRatio) => {
    expect(qualityBetween(before, after)).toMatchObject({ rttMs: 20, lossRatio });
  });
});

describe('the rating', () => {
  it.each([
    [{ rttMs: 30, lossRatio: 0 }, 'good'],
    [{ rttMs: 250, lossRatio: 0 }, 'fair'],
    [{ rttMs: 30, lossRatio: 0.02 }, 'fair'],
    [{ rttMs: 500, lossRatio: 0 }, 'poor'],
    [{ rttMs: 30, lossRatio: 0.5 }, 'poor'],
    [{ lossRatio: 0 }, 'good'],
    [{}, undefined],
  ])('of %j is %s', (quality, rating) => expect(rate(quality)).toBe(rating));
});

describe('the summary', () => {
  it('has means, and the last way that media took', () => {
    const summary = summaryOf([
      { rttMs: 10, lossRatio: 0, candidateType: 'host' },
      { rttMs: 30, jitterMs: 4, lossRatio: 0.5, candidateType: 'relay' },
      {},
    ]);
    expect(summary).toEqual({ rttMs: 20, jitterMs: 4, lossRatio: 0.25, candidateType: 'relay' });
  });

  it('of nothing is empty', () => {
    expect(Object.values(summaryOf([])).filter((figure) => figure !== undefined)).toEqual([]);
  });
});
