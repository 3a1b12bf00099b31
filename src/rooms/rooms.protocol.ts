import type { SeenUser } from '../users/users.protocol.js';

/** What people make rooms of. */
export const CHOSEN_KINDS = ['public', 'private'] as const;
export type ChosenKind = (typeof CHOSEN_KINDS)[number];

export const ROOM_KINDS = [...CHOSEN_KINDS, 'direct'] as const;
/**
 * public: anybody reads, signed-in people take part; private: only who has a role knows of it; direct: of two people, for
 * nobody else there at all.
 */
export type RoomKind = (typeof ROOM_KINDS)[number];

export const ROOM_ROLES = ['owner', 'admin', 'member', 'viewer', 'blocked'] as const;
/** From the most to the least; blocked may not even read. */
export type RoomRole = (typeof ROOM_ROLES)[number];

export const ROOM_ACTIONS = ['read', 'write', 'speak', 'moderate', 'manage', 'delete'] as const;
/**
 * write: messages · speak: join the voice channel · moderate: give roles below one's own, remove people ·
 * manage: name, kind and what the room has.
 */
export type RoomAction = (typeof ROOM_ACTIONS)[number];

/** In Unicode code points. */
export const ROOM_NAME_MAX_LENGTH = 64;
/** The room that exists from the start. */
export const PUBLIC_ROOM_SLUG = 'public';

export interface Room {
  id: string;
  /** The last part of its address, and what events call it by; never changes. */
  slug: string;
  /** Of a direct thread: the other one's display name. */
  name: string;
  kind: RoomKind;
  hasChat: boolean;
  hasVoice: boolean;
  createdAt: string;
  /** Since then it can only be read. */
  archivedAt: string | null;
}

/** The other one of a direct thread. */
export type ThreadPeer = SeenUser;

/** A room as one person sees it. */
export interface RoomView extends Room {
  /** One's own; null for whom nobody has given one. */
  role: RoomRole | null;
  /** What one may do there now. */
  may: RoomAction[];
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

export interface RoomRef {
  /** The room's slug. */
  room: string;
}

export interface RoomsServerEvents {
  /** To every device of somebody whose role in a room has changed. */
  'room:role-changed': RoomRef & { role: RoomRole };
  /** To every device of somebody who has no role in a room any more. */
  'room:removed': RoomRef;
}
