import { describe, expect, test } from '@jest/globals';
import {
  access,
  directSlug,
  isDirectSlug,
  invitationGives,
  mayGrant,
  mayHold,
  mayLeave,
  mayTouch,
  pairFault,
  type PairFacts,
  type RoomFacts,
  slugFrom,
  type Standing,
  standing,
} from './room.policy.js';
import { ROOM_ACTIONS, ROOM_ROLES, type RoomRole } from './rooms.protocol.js';

const open: RoomFacts = { kind: 'public', hasChat: true, hasVoice: true, archivedAt: null };
const may = (who: Standing, room: Partial<RoomFacts> = {}, rules = {}, pair?: PairFacts) =>
  [
    ...access(
      { ...open, ...room },
      who,
      { guestsMaySpeak: false, guestsMayWrite: false, ...rules },
      { pair },
    ),
  ].join(' ');

describe('access', () => {
  test.each<[Standing, string, string]>([
    ['owner', 'read write speak moderate manage delete', 'read write speak moderate manage delete'],
    ['admin', 'read write speak moderate manage', 'read write speak moderate manage'],
    ['member', 'read write speak', 'read write speak'],
    ['viewer', 'read', 'read'],
    ['blocked', '', ''],
    ['newcomer', 'read write speak', ''],
    ['guest', 'read', ''],
    ['anonymous', 'read', ''],
  ])('%s', (who, inPublic, inPrivate) => {
    expect(may(who)).toBe(inPublic);
    expect(may(who, { kind: 'private' })).toBe(inPrivate);
  });

  test('guests may be let speak and write, in public rooms only', () => {
    expect(may('guest', {}, { guestsMaySpeak: true })).toBe('read speak');
    expect(may('guest', {}, { guestsMayWrite: true })).toBe('read write');
    expect(may('guest', { kind: 'private' }, { guestsMaySpeak: true, guestsMayWrite: true })).toBe('');
  });

  test('what a room does not have nobody uses, and an archive is only read', () => {
    expect(may('owner', { hasChat: false })).toBe('read speak moderate manage delete');
    expect(may('owner', { hasVoice: false })).toBe('read write moderate manage delete');
    expect(may('member', { archivedAt: '2026-01-01T00:00:00.000Z' })).toBe('read');
    expect(may('owner', { archivedAt: '2026-01-01T00:00:00.000Z' })).toBe('read moderate manage delete');
  });

  test('a direct thread takes both: being one of the pair and the role of a member', () => {
    const standings: Standing[] = [...ROOM_ROLES, 'newcomer', 'guest', 'anonymous'];
    const rules = { guestsMaySpeak: true, guestsMayWrite: true };
    const friends = { isPeerActive: true, isBlocked: false, hasBlocked: false };
    for (const who of standings) {
      expect(may(who, { kind: 'direct' }, rules)).toBe('');
      expect(may(who, { kind: 'direct' }, rules, friends)).toBe(who === 'member' ? 'read write' : '');
    }
  });

  test.each([
    [{ isPeerActive: false }, 'peer_gone'],
    [{ isBlocked: true }, 'is_blocked'],
    [{ hasBlocked: true }, 'has_blocked'],
    [{ isBlocked: true, hasBlocked: true }, 'has_blocked'],
  ])('a direct thread with %j is only read', (facts, fault) => {
    const pair = { isPeerActive: true, isBlocked: false, hasBlocked: false, ...facts };
    expect(may('member', { kind: 'direct' }, {}, pair)).toBe('read');
    expect(pairFault(pair)).toBe(fault);
  });

  test.each<Standing>(['owner', 'admin', 'member', 'viewer', 'newcomer', 'guest', 'anonymous'])(
    'a muted user only reads, also as %s',
    (who) => {
      const rules = { guestsMaySpeak: true, guestsMayWrite: true };
      expect([...access(open, who, rules, { isMuted: true })]).toEqual(['read']);
      const hasRole = ['owner', 'admin', 'member', 'viewer'].includes(who);
      expect([...access({ ...open, kind: 'private' }, who, rules, { isMuted: true })]).toEqual(
        hasRole ? ['read'] : [],
      );
    },
  );

  test('nobody reads again by being muted', () => {
    expect(
      access(open, 'blocked', { guestsMaySpeak: true, guestsMayWrite: true }, { isMuted: true }).size,
    ).toBe(0);
  });

  test('nothing is left out of the table', () => {
    expect(may('owner').split(' ')).toEqual([...ROOM_ACTIONS]);
  });

  test('a role that was given counts more than being a guest', () => {
    expect([standing('member', true), standing(undefined, true), standing(undefined, false)]).toEqual([
      'member',
      'guest',
      'newcomer',
    ]);
  });
});

test('whose place may be changed', () => {
  const touchable = (actor: (typeof ROOM_ROLES)[number]) =>
    [...ROOM_ROLES, undefined].filter((target) => mayTouch(actor, target));
  expect(touchable('owner')).toEqual([...ROOM_ROLES, undefined]);
  expect(touchable('admin')).toEqual(['member', 'viewer', 'blocked', undefined]);
  for (const role of ['member', 'viewer', 'blocked'] as const) expect(touchable(role)).toEqual([]);
});

test('guests hold no role that moderates', () => {
  expect(ROOM_ROLES.filter((role) => mayHold(role, true))).toEqual(['member', 'viewer', 'blocked']);
  expect(ROOM_ROLES.filter((role) => mayHold(role, false))).toEqual([...ROOM_ROLES]);
});

test('nobody grants above themselves, and oneself only less', () => {
  const grantable = (actor: 'owner' | 'admin' | 'viewer', target: 'member' | 'owner' | 'oneself') =>
    ROOM_ROLES.filter((wanted) => mayGrant(actor, target, wanted));
  expect(grantable('owner', 'owner')).toEqual([...ROOM_ROLES]);
  expect(grantable('admin', 'member')).toEqual(['admin', 'member', 'viewer', 'blocked']);
  expect(grantable('admin', 'owner')).toEqual([]);
  expect(grantable('admin', 'oneself')).toEqual(['admin', 'member', 'viewer', 'blocked']);
  expect(grantable('viewer', 'member')).toEqual([]);
});

test('slugs of direct threads are known by their form', () => {
  expect(isDirectSlug(directSlug('1b4e28ba-2fa1-41d2-883f-0016d3cca427'))).toBe(true);
  for (const slug of [
    'direct',
    'direct-line',
    `direct-${'0'.repeat(36)}`,
    'xdirect-1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  ])
    expect(isDirectSlug(slug)).toBe(false);
});

test('nobody leaves a restriction behind, or what they have no place in', () => {
  for (const kind of ['public', 'private'] as const) expect(mayLeave(kind, undefined)).toBe(false);
  expect(ROOM_ROLES.filter((role) => mayLeave('public', role))).toEqual(['owner', 'admin', 'member']);
  expect(ROOM_ROLES.filter((role) => mayLeave('private', role))).toEqual([
    'owner',
    'admin',
    'member',
    'viewer',
  ]);
});

test.each<['public' | 'private', RoomRole | undefined, 'member' | 'viewer', string]>([
  ['private', undefined, 'member', 'the role'],
  ['private', undefined, 'viewer', 'the role'],
  ['private', 'viewer', 'member', 'the role'],
  ['private', 'viewer', 'viewer', 'nothing'],
  ['private', 'member', 'viewer', 'nothing'],
  ['private', 'owner', 'member', 'nothing'],
  ['private', 'blocked', 'member', 'a refusal'],
  ['public', undefined, 'member', 'the role'],
  ['public', undefined, 'viewer', 'nothing'],
  ['public', 'viewer', 'member', 'nothing'],
  ['public', 'admin', 'member', 'nothing'],
  ['public', 'blocked', 'viewer', 'a refusal'],
])('in a %s room %s invited as %s gets %s', (kind, before, offered, gets) => {
  expect(invitationGives(kind, before, offered)).toBe(gets);
});

test.each([
  ['Tea kitchen', 'tea-kitchen'],
  ["Zoë's Küche", 'zoe-s-kuche'],
  ['--- a ---', 'a'],
  ['東京', ''],
  ['Tea kitchens', 'tea-kitchen'],
  ['ten chars! b', 'ten-chars-b'],
  ['eleven char b', 'eleven-char'],
])('%j makes the slug %j', (name, slug) => {
  expect(slugFrom(name, 11)).toBe(slug);
});
