import type { RoomRole } from '@ringline/client';

export const ROLE_WORDS: Record<RoomRole, string> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
  viewer: 'Viewer',
  blocked: 'Banned',
};

/** The description of a role. */
export const ROLE_MEANINGS: Record<RoomRole, string> = {
  owner: 'does everything, also with other owners, and deletes the room',
  admin: 'moderates members and viewers and changes the room',
  member: 'reads, writes and speaks',
  viewer: 'only reads',
  blocked: 'is banned',
};

/** Durations of a mute, in seconds. */
export const MUTE_TIMES = [
  { forS: 600, words: '10 minutes' },
  { forS: 3_600, words: '1 hour' },
  { forS: 86_400, words: '1 day' },
  { forS: 604_800, words: '1 week' },
] as const;
