import { describe, expect, it } from '@jest/globals';
import type { Call } from '@ringline/client';
import { durationOf, endingLabel, outcomeLabel, wasMissedBy } from './call.labels.js';

const person = { id: 'ben', username: 'ben', displayName: 'Ben' };
const fromMe: Call = {
  id: '1',
  callerId: 'ana',
  calleeId: 'ben',
  media: 'audio',
  status: 'ended',
  createdAt: '2026-01-01T00:00:00Z',
};
const toMe: Call = { ...fromMe, callerId: 'ben', calleeId: 'ana' };

describe('what ana reads about a call with Ben', () => {
  it.each([
    [{ ...fromMe, endReason: 'declined', endedBy: 'ben' }, 'Ben declined the call.'],
    [{ ...fromMe, endReason: 'busy', endedBy: 'ben' }, 'Ben is busy in another call.'],
    [{ ...fromMe, endReason: 'missed' }, 'Ben did not answer.'],
    [{ ...toMe, endReason: 'missed' }, 'You missed a call from Ben.'],
    [{ ...toMe, endReason: 'cancelled', endedBy: 'ben' }, 'You missed a call from Ben.'],
    [{ ...fromMe, endReason: 'cancelled', endedBy: 'ana' }, 'You cancelled the call to Ben.'],
    [{ ...toMe, endReason: 'hangup', endedBy: 'ben' }, 'Ben ended the call.'],
    [{ ...toMe, endReason: 'hangup', endedBy: 'ana' }, 'You ended the call with Ben.'],
    [{ ...toMe, endReason: 'lost' }, 'The call with Ben ended: the connection was lost.'],
  ] as [Call, string][])('%j', (call, words) => {
    expect(endingLabel({ call, person }, 'ana')).toBe(words);
  });

  it.each([
    ['answered', 'You answered Ben on another device.'],
    ['moved', 'Your call with Ben continues on another device.'],
    ['stayed', 'The call with Ben stayed on your other device.'],
  ] as const)('says when another device has it: %s', (elsewhere, words) => {
    expect(endingLabel({ call: toMe, person, elsewhere }, 'ana')).toBe(words);
  });

  it('knows how long they talked', () => {
    const answered = { ...fromMe, answeredAt: '2026-01-01T00:00:10Z' };
    expect(durationOf({ ...answered, endedAt: '2026-01-01T00:01:17Z' })).toBe('1:07');
    expect(durationOf(answered)).toBeUndefined();
    expect(durationOf({ ...fromMe, endedAt: '2026-01-01T00:01:17Z' })).toBeUndefined();
  });

  it('distinguishes missed calls from those that were not', () => {
    expect(wasMissedBy({ ...toMe, endReason: 'missed' }, 'ana')).toBe(true);
    expect(wasMissedBy({ ...toMe, endReason: 'cancelled' }, 'ana')).toBe(true);
    expect(wasMissedBy({ ...toMe, endReason: 'declined', endedBy: 'ana' }, 'ana')).toBe(false);
    expect(wasMissedBy({ ...fromMe, endReason: 'missed' }, 'ana')).toBe(false);
    expect(outcomeLabel({ ...fromMe, endReason: 'missed' }, 'ana')).toBe('No answer');
    expect(outcomeLabel({ ...toMe, endReason: 'missed' }, 'ana')).toBe('Missed');
    expect(outcomeLabel({ ...toMe, endReason: 'busy' }, 'ana')).toBe('Missed, you were busy');
    expect(outcomeLabel({ ...toMe, endReason: 'busy', endedBy: 'ana' }, 'ana')).toBe('You were busy');
  });
});
