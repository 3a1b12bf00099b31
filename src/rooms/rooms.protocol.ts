import type { SeenUser } from '../users/users.protocol.js';

/** The fields of a new room. */
export const CHOSEN_KINDS = ['public', 'private'] as const;
export type ChosenKind = (typeof CHOSEN_KINDS)[number];

export const ROOM_KINDS = [...CHOSEN_KINDS, 'direct'] as const;
/**
 * public: anyone may read, signed-in users take part; private: visible to its members only; direct: of two users, invisible to
 * all others.
 */
export type RoomKind = (typeof ROOM_KINDS)[number];

export const ROOM_ROLES = ['owner', 'admin', 'member', 'viewer', 'blocked'] as const;
/** From the most to the least; blocked may not even read. */
export type RoomRole = (typeof ROOM_ROLES)[number];

export const ROOM_ACTIONS = ['read', 'write', 'speak', 'moderate', 'manage', 'delete'] as const;
/**
 * write: messages · speak: join the voice channel · moderate: give roles below your own, remove people · manage: name, kind and
 * features of the room.
 */
export type RoomAction = (typeof ROOM_ACTIONS)[number];

/** In Unicode code points. */
export const ROOM_NAME_MAX_LENGTH = 64;
/** The room that exists from the start. */
export const PUBLIC_ROOM_SLUG = 'public';

export interface Room {
  id: string;
  /** The last part of its URL, and its name in events; never changes. */
  slug: string;
  /** Of a direct thread: the other person's display name. */
  name: string;
  kind: RoomKind;
  hasChat: boolean;
  hasVoice: boolean;
  createdAt: string;
  /** Since when it can only be read. */
  archivedAt: string | null;
}

/** The other person of a direct thread. */
export type ThreadPeer = SeenUser;

/** A room as one person sees it. */
export interface RoomView extends Room {
  /** Your role; null without one. */
  role: RoomRole | null;
  /** The actions you may take there now. */
  may: RoomAction[];
  /** Present while you are muted: until then you can only read. */
  mutedUntil?: string;
  /** Of a direct thread, and only there. */
  peer?: ThreadPeer;
}

/** A direct thread as one of its two people sees it. */
export interface DirectThread extends RoomView {
  kind: 'direct';
  peer: ThreadPeer;
}

export interface RoomMember {
  userId: string;
  username: string;
  displayName: string;
  isGuest: boolean;
  role: RoomRole;
  /** When the role was given. */
  since: string;
}

/** The roles an invitation may give: moderators are appointed by name only. */
export const INVITED_ROLES = ['member', 'viewer'] as const;
export type InvitedRole = (typeof INVITED_ROLES)[number];
export const INVITATION_TTL_S = { least: 60, most: 2_592_000, usual: 604_800 } as const;
export const INVITATION_USES_MAX = 10_000;

/** A person as others in a room see them. */
export interface RoomPerson {
  id: string;
  username: string;
  displayName: string;
}

/** A link that is still valid, or would be if its creator were still a moderator. */
export interface RoomInvitation {
  id: string;
  role: InvitedRole;
  createdBy: RoomPerson;
  createdAt: string;
  expiresAt: string;
  /** Null: any number. */
  maxUses: number | null;
  uses: number;
}

/** The only answer that contains the link. */
export interface NewRoomInvitation extends RoomInvitation {
  token: string;
  /** The page with the token in the fragment. */
  link: string;
}

/** The preview a user with the link sees before accepting. */
export interface InvitationPreview {
  room: Pick<Room, 'slug' | 'name' | 'kind'>;
  role: InvitedRole;
  invitedBy: RoomPerson;
  expiresAt: string;
  /** Whether you have a role there already that accepting would not change. */
  isMember: boolean;
}

export const MUTE_MAX_S = 31_536_000;

export interface RoomMute {
  user: RoomPerson;
  until: string;
  /** Null when that account was deleted. */
  mutedBy: string | null;
}

export interface RoomRef {
  /** The room's slug. */
  room: string;
}

export interface RoomsServerEvents {
  /** Your role in a room has changed; to every device of yours. */
  'room:role-changed': RoomRef & { role: RoomRole };
  /** You have no role in a room any longer; to every device of yours. */
  'room:removed': RoomRef;
  /** You are muted in a room until then; null: no longer. The end at `until` is not announced. */
  'room:muted': RoomRef & { until: string | null };
}
