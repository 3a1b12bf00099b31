import { describe, expect, it } from '@jest/globals';
import * as policy from '../../../src/rooms/room.policy.js';
import { CHOSEN_KINDS, ROOM_ROLES, type RoomRole } from '@ringline/client';
import { mayLeave, mayTouch, moderatesAs, rolesFor } from './room-rights.js';

const MODERATORS: RoomRole[] = ['owner', 'admin'];
const TARGETS = [...ROOM_ROLES, undefined];
const cases = ROOM_ROLES.flatMap((actor) => TARGETS.map((target) => [actor, target] as const));

describe('nothing is offered that the server refuses, and nothing else is left out', () => {
  it.each(cases)('%s and %s', (actor, target) => {
    expect(mayTouch(actor, target)).toBe(policy.mayTouch(actor, target));
    const granted = ROOM_ROLES.filter((role) => role !== 'blocked' && policy.mayGrant(actor, target, role));
    expect(rolesFor(actor, { role: target })).toEqual(MODERATORS.includes(actor) ? granted : []);
  });

  it.each(ROOM_ROLES)('%s leaves', (role) => {
    for (const kind of CHOSEN_KINDS) expect(mayLeave(kind, role)).toBe(policy.mayLeave(kind, role));
  });

  it.each(MODERATORS)('%s and oneself', (actor) => {
    const granted = ROOM_ROLES.filter(
      (role) => role !== 'blocked' && policy.mayGrant(actor, 'oneself', role),
    );
    expect(rolesFor(actor, { role: actor, isOneself: true })).toEqual(granted);
  });
});

it('guests are members at most', () => {
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
