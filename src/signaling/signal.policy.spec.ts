import { describe, expect, it } from '@jest/globals';
import { bodyOf, refusedFields } from './signal.policy.js';

const groupId = 'b7f1c9f0-0000-4000-8000-000000000001';
const candidate = { candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host', sdpMid: '0' };

describe('refusedFields', () => {
  it.each([
    ['an offer', { groupId, to: 'p', description: { type: 'offer', sdp: 'v=0' } }],
    ['a rollback without sdp', { groupId, to: 'p', description: { type: 'rollback' } }],
    ['a candidate', { groupId, to: 'p', candidate }],
    ['the end of candidates', { groupId, to: 'p', candidate: null }],
    ['fields that are not known yet', { groupId, to: 'p', candidate: { ...candidate, later: { x: [1] } } }],
    ['several candidates', { groupId, to: 'p', candidates: [candidate, null] }],
    ['an early signal to nobody yet', { groupId, candidate }],
  ])('accepts %s', (_name, payload) => expect(refusedFields(payload)).toBeNull());

  it.each([
    ['nothing', undefined, ''],
    ['a string', 'x', ''],
    ['an array', [], ''],
    ['no group', { to: 'p', candidate }, 'groupId'],
    ['a group that is no string', { groupId: {}, candidate }, 'groupId'],
    ['an endless group id', { groupId: 'x'.repeat(65), candidate }, 'groupId'],
    ['a peer that is no string', { groupId, to: 7, candidate }, 'to'],
    ['no body', { groupId, to: 'p' }, ''],
    ['two bodies', { groupId, to: 'p', candidate, description: { type: 'offer', sdp: '' } }, 'description'],
    ['a sender of its own', { groupId, to: 'p', candidate, from: 'eve' }, 'from'],
    [
      'a description of unknown type',
      { groupId, to: 'p', description: { type: 'evil', sdp: '' } },
      'description',
    ],
    ['an offer without sdp', { groupId, to: 'p', description: { type: 'offer' } }, 'description'],
    ['a candidate without candidate', { groupId, to: 'p', candidate: {} }, 'candidate'],
    ['candidates that are no list', { groupId, to: 'p', candidates: candidate }, 'candidates'],
    [
      'a candidate nested without end',
      { groupId, to: 'p', candidate: { ...candidate, x: [[[[[[[[[]]]]]]]]] } },
      'candidate',
    ],
    [
      'a description nested without end',
      { groupId, to: 'p', description: { type: 'offer', sdp: '', x: [[[[[[[[[]]]]]]]]] } },
      'description',
    ],
    ['too many candidates', { groupId, to: 'p', candidates: Array(101).fill(candidate) }, 'candidates'],
  ])('refuses %s', (_name, payload, path) => expect(refusedFields(payload)?.[0]?.path).toBe(path));
});

describe('bodyOf', () => {
  it('hands on what was sent, nothing else', () => {
    expect(bodyOf({ groupId, to: 'p', candidate })).toEqual({ candidate });
    expect(bodyOf({ groupId, to: 'p', candidate: null })).toEqual({ candidate: null });
    expect(bodyOf({ groupId, candidates: [null] })).toEqual({ candidates: [null] });
  });
});
