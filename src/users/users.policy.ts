import type { AccountStatus, OwnUser, PublicUser, UserStatus } from './users.protocol.js';

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
