import type {
  AccountStatus,
  NamedUser,
  OwnUser,
  PublicUser,
  SeenUser,
  UserStatus,
} from './users.protocol.js';

/** A user's fields: public ones, and those only the user may see. */
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

/** A user without presence, for whatever is not shown to one viewer. */
export function asNamedUser(user: User): NamedUser {
  const { id, username, displayName, bio, avatarUrl } = user;
  return { id, username, displayName, bio, avatarUrl, isGuest: user.kind === 'guest' };
}

/** A user who chose to appear offline looks exactly like one who is. */
export function asPublicUser(user: User): PublicUser {
  const isOnline = user.isOnline && user.chosenStatus !== 'OFFLINE';
  return {
    ...asNamedUser(user),
    status: isOnline ? user.chosenStatus : 'OFFLINE',
    isOnline,
    lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
  };
}

const AWAY = { status: 'OFFLINE', isOnline: false, lastSeenAt: null } as const;

/** The relation of a viewer to a user. */
export interface Viewer {
  isSelf?: boolean;
  isGuest: boolean;
  /** Whether the user has blocked the viewer. */
  isBlocked: boolean;
}

/**
 * The one rule for who may see whether a user is online, and since when not: neither guests, nor users whom the user has
 * blocked.
 */
export function maySeePresence({ isSelf = false, isGuest, isBlocked }: Viewer): boolean {
  return isSelf || !(isGuest || isBlocked);
}

/** As one viewer sees a user. */
export function asSeenBy<T extends PublicUser>(user: T, viewer: Viewer): T {
  return maySeePresence(viewer) ? user : { ...user, ...AWAY };
}

/** Also for a deleted account: then a name, and nothing else. */
export function asSeenUser(
  user: User,
  blocks: { isBlocked: boolean; isBlocker: boolean; toGuest?: boolean },
): SeenUser {
  const seen = { ...asPublicUser(user), isBlocked: blocks.isBlocked };
  if (user.accountStatus !== 'active') return { ...seen, ...AWAY, bio: '', avatarUrl: null };
  return asSeenBy(seen, { isGuest: blocks.toGuest ?? false, isBlocked: blocks.isBlocker });
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
