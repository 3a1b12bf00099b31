import { expect, it } from '@jest/globals';
import { moderatesAs, rolesFor } from './room-rights.js';

it('offers what one may grant, and no ban', () => {
  expect(rolesFor('owner', { role: 'owner' })).toEqual(['owner', 'admin', 'member', 'viewer']);
  expect(rolesFor('owner', {})).toEqual(['owner', 'admin', 'member', 'viewer']);
  expect(rolesFor('admin', { role: 'viewer' })).toEqual(['admin', 'member', 'viewer']);
  expect(rolesFor('admin', { role: 'admin' })).toEqual([]);
  expect(rolesFor('admin', { role: 'admin', isOneself: true })).toEqual(['admin', 'member', 'viewer']);
});

it('offers nothing to whom does not moderate, not even what they may do to themselves', () => {
  for (const actor of ['member', 'viewer', 'blocked', null] as const)
    expect(rolesFor(actor, { role: actor ?? undefined, isOneself: true })).toEqual([]);
});

it('offers guests to be members at most', () => {
  expect(rolesFor('owner', { role: 'viewer', isGuest: true })).toEqual(['member', 'viewer']);
});

it.each([
  [{ role: null, may: ['read', 'moderate', 'manage', 'delete'] as const }, 'owner'],
  [{ role: 'admin', may: ['read', 'moderate', 'manage'] as const }, 'admin'],
  [{ role: 'member', may: ['read'] as const }, 'member'],
  [{ role: null, may: ['read'] as const }, null],
] as const)('%j moderates as %s', ({ role, may }, expected) => {
  expect(moderatesAs({ role, may: [...may] })).toBe(expected);
});
