/** Users on the wire. Instants are ISO 8601 UTC strings; ids are UUIDs. */

export const USER_STATUSES = ['ONLINE', 'IDLE', 'DND', 'OFFLINE'] as const;
/** The presence a user chose to show; `OFFLINE` means "appear offline". */
export type UserStatus = (typeof USER_STATUSES)[number];

export const ACCOUNT_STATUSES = ['active', 'inactive', 'blocked', 'deleted'] as const;
/** Whether an account may be used; only `active` ones are seen by others and can sign in. */
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** Lengths in Unicode code points. */
export const USERNAME_MAX_LENGTH = 32;
export const DISPLAY_NAME_MAX_LENGTH = 64;
export const BIO_MAX_LENGTH = 500;
/** Of the words that `GET /api/users` looks for. */
export const USERS_QUERY_MAX_LENGTH = 64;
/** Of an e-mail address in UTF-8 (RFC 5321, section 4.5.3.1). */
export const EMAIL_MAX_BYTES = 254;

/** A user without presence. */
export interface NamedUser {
  id: string;
  username: string;
  displayName: string;
  /** The user's own description, perhaps of several lines; may be empty. */
  bio: string;
  /** A signed path that expires after `mediaUrlTtlSeconds`; null without an avatar. */
  avatarUrl: string | null;
  isGuest: boolean;
}

/** The fields of a user that any signed-in user may see; guests and those whom the user has blocked see them as offline. */
export interface PublicUser extends NamedUser {
  /** The status as others see it: `OFFLINE` while no device is connected. */
  status: UserStatus;
  isOnline: boolean;
  lastSeenAt: string | null;
}

/** The fields that users see of themselves. */
export interface OwnUser extends PublicUser {
  email: string | null;
  /** Whether the user proved that mail to the e-mail reaches them. */
  emailVerified: boolean;
  /** The status the user chose, shown to others while a device is connected. */
  chosenStatus: UserStatus;
  createdAt: string;
}

/** A user in shared content. A deleted account has nothing but a name. */
export interface SeenUser extends PublicUser {
  /** By viewer. */
  isBlocked: boolean;
}

/** A user that you have blocked. */
export interface BlockedUser {
  user: PublicUser;
  blockedAt: string;
}

/** An account as administrators see it (`users.read`). */
export interface AccountInfo {
  id: string;
  username: string;
  displayName: string;
  email: string | null;
  isGuest: boolean;
  status: AccountStatus;
  roles: string[];
  createdAt: string;
  lastSeenAt: string | null;
}

/** Has every permission; at least one of its holders must always be able to sign in. */
export const ADMIN_ROLE = 'admin';

/** A set of permissions that accounts can be given. */
export interface RoleInfo {
  name: string;
  about: string;
  permissions: string[];
}
