import { expect, test } from '@jest/globals';
import type { Call } from '../calls.protocol.js';
import { wasMissed } from './missed.policy.js';

const ended: Call = {
  id: '1',
  callerId: 'ana',
  calleeId: 'ben',
  media: 'audio',
  status: 'ended',
  createdAt: '2026-01-01T00:00:00Z',
};
const answered = { answeredAt: '2026-01-01T00:00:10Z' };

test.each<[Partial<Call>, boolean]>([
  [{ endReason: 'missed' }, true],
  [{ endReason: 'cancelled', endedBy: 'ana' }, true],
  [{ endReason: 'lost' }, true],
  [{ endReason: 'busy' }, true],
  [{ endReason: 'busy', endedBy: 'ben' }, false],
  [{ endReason: 'declined', endedBy: 'ben' }, false],
  [{ endReason: 'failed' }, false],
  [{ endReason: 'lost', ...answered }, false],
  [{ endReason: 'hangup', endedBy: 'ana', ...answered }, false],
  [{ status: 'created' }, false],
  [{ status: 'active', ...answered }, false],
])('a call with %j was missed: %s', (facts, missed) => {
  expect(wasMissed({ ...ended, ...facts })).toBe(missed);
});
