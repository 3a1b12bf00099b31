import { describe, expect, it } from '@jest/globals';
import { Loudness } from './loudness.js';

const report = (totalAudioEnergy: number, totalSamplesDuration: number): [string, object][] => [
  ['in', { type: 'inbound-rtp', kind: 'audio', totalAudioEnergy, totalSamplesDuration }],
  ['video', { type: 'inbound-rtp', kind: 'video' }],
  ['own', { type: 'media-source', kind: 'audio', totalAudioEnergy: 9, totalSamplesDuration: 1 }],
];

describe('how loud it was', () => {
  it('is the root mean square since the report before', () => {
    const loudness = new Loudness();
    expect(loudness.measure(report(0.25, 1))).toBe(0.5);
    expect(loudness.measure(report(0.26, 2))).toBeCloseTo(0.1);
  });

  it('hears a sound much shorter than the time between', () => {
    const loudness = new Loudness();
    loudness.measure(report(0, 1));
    expect(loudness.measure(report(0.3 ** 2 * 0.02, 1.2))).toBeCloseTo(0.095);
  });

  it('is nothing while nothing is played, or when the sound begins anew', () => {
    const loudness = new Loudness();
    expect(loudness.measure([])).toBe(0);
    loudness.measure(report(0.5, 1));
    expect(loudness.measure(report(0.5, 1))).toBe(0);
    expect(loudness.measure(report(0.1, 0.2))).toBe(0);
  });
});
