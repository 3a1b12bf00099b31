import type { AccountStatus, OwnUser, PublicUser, SeenUser, UserStatus } from './users.protocol.js';

/** What is known of a user: what others may see, and what only the user may. */
export interface User {
  id: string;
  kind: 'member' | 'guest';
  username: string;
  displayName: string;
  bio: string;
  /** Signed; null without an avatar. */
  avatarUrl: string | null;
  email: string | null;
  emailVerifiedAt: Date | null;
  accountStatus: AccountStatus;
  chosenStatus: UserStatus;
  isOnline: boolean;
  lastSeenAt: Date | null;
  createdAt: Date;
}

/** Who chose to appear offline looks exactly like somebody who is. */
export function asPublicUser(user: User): PublicUser {
  const isOnline = user.isOnline && user.chosenStatus !== 'OFFLINE';
  return {
    id: user.id,
    username: user.username,
    displayName: user.displayName,
    bio: user.bio,
    avatarUrl: user.avatarUrl,
    isGuest: user.kind === 'guest',
    status: isOnline ? user.chosenStatus : 'OFFLINE',
    isOnline,
    lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
  };
}

const AWAY = { status: 'OFFLINE', isOnline: false, lastSeenAt: null } as const;

/** Whether somebody is here is not for those whom they have blocked. */
export function hidePresence<T extends PublicUser>(user: T): T {
  return { ...user, ...AWAY };
}

/** Also of who is gone: then a name, and nothing else. */
export function asSeenUser(user: User, blocks: { isBlocked: boolean; isBlocker: boolean }): SeenUser {
  const seen = { ...asPublicUser(user), isBlocked: blocks.isBlocked };
  if (user.accountStatus !== 'active') return { ...seen, ...AWAY, bio: '', avatarUrl: null };
  return blocks.isBlocker ? hidePresence(seen) : seen;
}

export function asOwnUser(user: User): OwnUser {
  return {
    ...asPublicUser(user),
    email: user.email,
    emailVerified: user.emailVerifiedAt !== null,
    chosenStatus: user.chosenStatus,
    createdAt: user.createdAt.toISOString(),
  };
}

export function mayChooseStatus(actorId: string, userId: string): boolean {
  return actorId === userId;
}
