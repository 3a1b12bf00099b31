import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catchUp, type Participant, type LastSent, lastSentOf } from './voice-roster.policy.js';

const GRACE_MS = 30_000;
const SILENT = { muted: false, deafened: false, camera: false, screen: false };

function participant(peerId: string, change: Partial<Participant> = {}): Participant {
  const known = { connectionId: `at-${peerId}`, epoch: 0, revision: 0 };
  return { peerId, userId: `user-${peerId}`, username: peerId, state: SILENT, ...known, ...change };
}

/** The events that `me` receives when the channel went from one state to the other. */
function changes(before: Participant[], after: Participant[]) {
  const lastSent = lastSentOf(before, 0, 'me');
  const first = catchUp(lastSent, after, 1, 'me', GRACE_MS);
  expect(catchUp(lastSent, after, 2, 'me', GRACE_MS)).toEqual([]);
  return first.map((one) => [one.event, one.event === 'gone' ? one.peerId : one.payload]);
}

describe('a device is sent', () => {
  const peer = { peerId: 'ben', userId: 'user-ben', username: 'ben', state: SILENT };

  test('who has come, without what only the server knows', () => {
    expect(changes([], [participant('me'), participant('ben')])).toEqual([['voice:joined', { peer }]]);
  });

  test('who is gone', () => {
    expect(changes([participant('ben')], [])).toEqual([['gone', 'ben']]);
  });

  test('who is away, and back', () => {
    const [here, away] = [participant('ben'), participant('ben', { away: true })];
    const back = participant('ben', { epoch: 1 });
    expect(changes([here], [away])).toEqual([['voice:peer-lost', { peerId: 'ben', graceMs: GRACE_MS }]]);
    expect(changes([away], [back])).toEqual([['voice:peer-back', { peerId: 'ben' }]]);
    expect(changes([here], [back])).toEqual([['voice:peer-back', { peerId: 'ben' }]]);
    expect(changes([away], [participant('ben', { epoch: 1, away: true })])).toEqual([
      ['voice:peer-back', { peerId: 'ben' }],
      ['voice:peer-lost', { peerId: 'ben', graceMs: GRACE_MS }],
    ]);
  });

  test('what others show, nothing of itself', () => {
    const state = { ...SILENT, muted: true };
    const muted = (id: string) => participant(id, { state, revision: 1 });
    expect(changes([participant('ben')], [muted('ben'), muted('me')])).toEqual([
      ['voice:state', { peerId: 'ben', state }],
    ]);
  });
});

test('a reading that began before somebody came does not make them go', () => {
  const lastSent = lastSentOf([participant('ben')], 3, 'me');
  expect(catchUp(lastSent, [], 3, 'me', GRACE_MS)).toEqual([]);
  expect(catchUp(lastSent, [], 4, 'me', GRACE_MS)).toEqual([{ event: 'gone', peerId: 'ben' }]);
});

test('whatever happens between two readings, a device that follows the events knows the channel', () => {
  const someone = fc.record({
    peerId: fc.constantFrom('a', 'b', 'c', 'd'),
    epoch: fc.nat(2),
    revision: fc.nat(2),
    away: fc.boolean(),
  });
  const reading = fc.uniqueArray(someone, { selector: ({ peerId }) => peerId });
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 8 }), (readings) => {
      const lastSent = new Map<string, LastSent>();
      const view = new Set<string>();
      for (const [i, found] of readings.entries()) {
        const participants = found.map(({ peerId, away, ...rest }) =>
          participant(peerId, { ...rest, ...(away && { away: true as const }) }),
        );
        for (const one of catchUp(lastSent, participants, i + 1, 'me', GRACE_MS)) {
          if (one.event === 'gone') expect(view.delete(one.peerId)).toBe(true);
          else if (one.event === 'voice:joined') {
            expect(view.has(one.payload.peer.peerId)).toBe(false);
            view.add(one.payload.peer.peerId);
          } else expect(view.has(one.payload.peerId)).toBe(true);
        }
        expect([...view].sort()).toEqual(found.map(({ peerId }) => peerId).sort());
      }
    }),
  );
});
