/** Who exists, as it crosses the wire. Instants are ISO 8601 UTC strings; ids are UUIDs. */

export const USER_STATUSES = ['ONLINE', 'IDLE', 'DND', 'OFFLINE'] as const;
/** What a user chose to show; `OFFLINE` means "appear offline". */
export type UserStatus = (typeof USER_STATUSES)[number];

/** Lengths in Unicode code points. */
export const USERNAME_MAX_LENGTH = 32;
export const DISPLAY_NAME_MAX_LENGTH = 64;

/** What anyone signed in may see of a user. */
export interface PublicUser {
  id: string;
  username: string;
  displayName: string;
  isGuest: boolean;
  /** The status as others see it: `OFFLINE` while no device is connected. */
  status: UserStatus;
  isOnline: boolean;
  lastSeenAt: string | null;
}

/** What users see of themselves. */
export interface OwnUser extends PublicUser {
  email: string | null;
  /** The status the user chose, shown to others while a device is connected. */
  chosenStatus: UserStatus;
  createdAt: string;
}
