import { describe, expect, it } from '@jest/globals';
import { judge, type NegotiationState, type Verdict } from './negotiation.policy.js';

const quiet: NegotiationState = {
  polite: false,
  makingOffer: false,
  settingRemoteAnswer: false,
  signalingState: 'stable',
};

const offers: [string, Partial<NegotiationState>, Verdict][] = [
  ['in peace', {}, 'apply'],
  ['while making an own one, impolite', { makingOffer: true }, 'ignore'],
  ['while making an own one, polite', { makingOffer: true, polite: true }, 'apply'],
  ['while an own one is out, impolite', { signalingState: 'have-local-offer' }, 'ignore'],
  ['while an own one is out, polite', { signalingState: 'have-local-offer', polite: true }, 'apply'],
  [
    'while the answer to the own one is being applied',
    { signalingState: 'have-local-offer', settingRemoteAnswer: true },
    'apply',
  ],
];

describe('perfect negotiation', () => {
  it.each(offers)('an offer %s', (_, change, verdict) => {
    expect(judge('offer', { ...quiet, ...change })).toBe(verdict);
  });

  it('applies an answer to the own offer, whether polite or not', () => {
    const waiting = { ...quiet, signalingState: 'have-local-offer' } as const;
    expect(judge('answer', waiting)).toBe('apply');
    expect(judge('answer', { ...waiting, polite: true })).toBe('apply');
  });

  it('drops an answer that comes twice', () => {
    expect(judge('answer', quiet)).toBe('stale');
  });
});
