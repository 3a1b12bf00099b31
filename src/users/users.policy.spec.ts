import { expect, it } from '@jest/globals';
import type { UserStatus } from './users.protocol.js';
import { asOwnUser, asPublicUser, asSeenUser, maySeePresence, type User } from './users.policy.js';

const user: User = {
  id: '8f1f4a1c-7d53-4d1b-9a43-0e3f6c1e2b4d',
  kind: 'member',
  username: 'ana',
  displayName: 'Ana',
  bio: 'Likes trains.',
  avatarUrl: null,
  emailVerifiedAt: null,
  email: 'ana@example.org',
  accountStatus: 'active',
  chosenStatus: 'ONLINE',
  isOnline: true,
  lastSeenAt: null,
  createdAt: new Date(0),
};

it.each<[boolean, UserStatus, boolean, UserStatus]>([
  [true, 'ONLINE', true, 'ONLINE'],
  [true, 'DND', true, 'DND'],
  [true, 'OFFLINE', false, 'OFFLINE'],
  [false, 'ONLINE', false, 'OFFLINE'],
  [false, 'IDLE', false, 'OFFLINE'],
])('connected: %s, chosen: %s', (isOnline, chosenStatus, shownOnline, status) => {
  expect(asPublicUser({ ...user, isOnline, chosenStatus })).toMatchObject({ isOnline: shownOnline, status });
});

it('others never see the e-mail address or the chosen status', () => {
  expect(Object.keys(asPublicUser(user)).sort()).toEqual([
    'avatarUrl',
    'bio',
    'displayName',
    'id',
    'isGuest',
    'isOnline',
    'lastSeenAt',
    'status',
    'username',
  ]);
  expect(asOwnUser({ ...user, chosenStatus: 'OFFLINE' })).toMatchObject({
    email: 'ana@example.org',
    chosenStatus: 'OFFLINE',
    isOnline: false,
  });
});

it('a blocker is seen as somebody who is not here, and of a deleted user a name is left', () => {
  const here = { ...user, lastSeenAt: new Date(0), avatarUrl: '/api/media/x' };
  const nobody = { isBlocked: false, isBlocker: false };
  const away = { status: 'OFFLINE', isOnline: false, lastSeenAt: null };
  expect(asSeenUser(here, nobody)).toEqual({ ...asPublicUser(here), isBlocked: false });
  expect(asSeenUser(here, { isBlocked: true, isBlocker: true })).toEqual({
    ...asPublicUser(here),
    ...away,
    isBlocked: true,
  });
  expect(asSeenUser({ ...here, accountStatus: 'inactive' }, nobody)).toEqual({
    ...asPublicUser(here),
    ...away,
    bio: '',
    avatarUrl: null,
    isBlocked: false,
  });
});

it.each([
  ['somebody else', { isGuest: false, isBlocked: false }, true],
  ['a guest', { isGuest: true, isBlocked: false }, false],
  ['whom the user has blocked', { isGuest: false, isBlocked: true }, false],
  ['a guest, of oneself', { isSelf: true, isGuest: true, isBlocked: false }, true],
])('presence for %s', (_name, viewer, may) => {
  expect(maySeePresence(viewer)).toBe(may);
});
