import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exceptions, inPieces, newer, type PresenceUpdate, windowMs } from './presence.policy.js';

const update = (userId: string, version: number, hiddenFrom: string[] = []): PresenceUpdate => ({
  change: { userId, username: userId, status: 'ONLINE', lastSeenAt: null, version },
  hiddenFrom,
});

describe('windowMs', () => {
  it.each([
    [0, 50],
    [100, 50],
    [500, 200],
    [2500, 1000],
    [5000, 2000],
    [100_000, 2000],
  ])('%d watchers: %d ms', (watchers, expected) => expect(windowMs(watchers)).toBe(expected));

  it('never shrinks as more watch', () =>
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(20_000), (a, b) => {
        expect(windowMs(Math.min(a, b))).toBeLessThanOrEqual(windowMs(Math.max(a, b)));
      }),
    ));
});

describe('newer', () => {
  it('keeps the higher version, whichever came first', () => {
    expect(newer(undefined, update('ana', 1))).toEqual(update('ana', 1));
    expect(newer(update('ana', 2), update('ana', 3))).toEqual(update('ana', 3));
    expect(newer(update('ana', 3), update('ana', 2))).toEqual(update('ana', 3));
  });
});

describe('exceptions', () => {
  it('are by viewer, and only for viewers who are here', () => {
    const gathered = [update('ana', 1, ['eve', 'away']), update('ben', 4, ['eve']), update('dan', 2)];
    expect(exceptions(gathered, (id) => id !== 'away')).toEqual(new Map([['eve', new Set(['ana', 'ben'])]]));
  });
});

describe('inPieces', () => {
  it('loses nothing, keeps the order and never exceeds the size', () =>
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 20 }), (items, size) => {
        const pieces = inPieces(items, size);
        expect(pieces.flat()).toEqual(items);
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(size);
        expect(pieces.every((piece) => piece.length > 0)).toBe(true);
      }),
    ));
});
