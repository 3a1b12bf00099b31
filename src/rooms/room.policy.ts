import { ROOM_ACTIONS, type RoomAction, type RoomKind, type RoomRole } from './rooms.protocol.js';

/** Who stands before a room: a role somebody gave them, or none. */
export type Standing = RoomRole | 'newcomer' | 'guest' | 'anonymous';

/** What of a room decides about access. */
export interface RoomFacts {
  kind: RoomKind;
  hasChat: boolean;
  hasVoice: boolean;
  archivedAt: string | null;
}

/** What one of a direct thread's two people finds there. */
export interface PairFacts {
  isPeerActive: boolean;
  /** By the other one. */
  isBlocked: boolean;
  /** The other one. */
  hasBlocked: boolean;
}

/** What else decides about one person. */
interface PersonFacts {
  /** Of a direct thread, when they are one of its two people. */
  pair?: PairFacts;
  isMuted?: boolean;
}

interface Rules {
  /** Guests to whom nobody has given a role. */
  guestsMaySpeak: boolean;
  guestsMayWrite: boolean;
}

const NOTHING: RoomAction[] = [];
const MEMBER: RoomAction[] = ['read', 'write', 'speak'];
const GIVEN: Record<RoomRole, RoomAction[]> = {
  owner: [...MEMBER, 'moderate', 'manage', 'delete'],
  admin: [...MEMBER, 'moderate', 'manage'],
  member: MEMBER,
  viewer: ['read'],
  blocked: NOTHING,
};
const ACCESS: Record<RoomKind, Record<Standing, RoomAction[]>> = {
  public: { ...GIVEN, newcomer: MEMBER, guest: MEMBER, anonymous: ['read'] },
  private: { ...GIVEN, newcomer: NOTHING, guest: NOTHING, anonymous: NOTHING },
  direct: {
    owner: NOTHING,
    admin: NOTHING,
    member: ['read', 'write'],
    viewer: NOTHING,
    blocked: NOTHING,
    newcomer: NOTHING,
    guest: NOTHING,
    anonymous: NOTHING,
  },
};
/** All that is left in an archive. */
const ARCHIVED = new Set<RoomAction>(['read', 'moderate', 'manage', 'delete']);
/** All that is left to whom a moderator has muted, whatever their role: who edits others' messages writes, too. */
const MUTED = new Set<RoomAction>(['read']);

/** Everything that somebody may do in a room. */
export function access(
  room: RoomFacts,
  standing: Standing,
  rules: Rules,
  { pair, isMuted = false }: PersonFacts = {},
): Set<RoomAction> {
  const given = new Set(ACCESS[room.kind][standing]);
  if (room.kind === 'direct' && !pair) given.clear();
  if (pair && pairFault(pair)) given.delete('write');
  if (standing === 'guest' && !rules.guestsMaySpeak) given.delete('speak');
  if (standing === 'guest' && !rules.guestsMayWrite) given.delete('write');
  if (!room.hasChat) given.delete('write');
  if (!room.hasVoice) given.delete('speak');
  const allowed = ROOM_ACTIONS.filter((action) => given.has(action) && (!isMuted || MUTED.has(action)));
  return new Set(room.archivedAt === null ? allowed : allowed.filter((action) => ARCHIVED.has(action)));
}

/** What keeps one of the two from writing. */
export function pairFault(pair: PairFacts): 'peer_gone' | 'has_blocked' | 'is_blocked' | undefined {
  if (!pair.isPeerActive) return 'peer_gone';
  if (pair.hasBlocked) return 'has_blocked';
  return pair.isBlocked ? 'is_blocked' : undefined;
}

export function standing(role: RoomRole | undefined, isGuest: boolean): Standing {
  return role ?? (isGuest ? 'guest' : 'newcomer');
}

const RANK: Record<RoomRole, number> = { owner: 4, admin: 3, member: 2, viewer: 1, blocked: 0 };

/** Whether somebody else's place in a room is one's to change: places below one's own, and for owners everybody's. */
export function mayTouch(actor: RoomRole | null, target: RoomRole | undefined): boolean {
  return actor === 'owner' || (actor === 'admin' && RANK[target ?? 'member'] < RANK[actor]);
}

/** Nobody grants above themselves, and one's own role can only become less. */
export function mayGrant(
  actor: RoomRole,
  target: RoomRole | 'oneself' | undefined,
  wanted: RoomRole,
): boolean {
  return RANK[wanted] <= RANK[actor] && (target === 'oneself' || mayTouch(actor, target));
}

/** Guests moderate nothing. */
export function mayHold(role: RoomRole, isGuest: boolean): boolean {
  return !isGuest || (role !== 'owner' && role !== 'admin');
}

const DIRECT_SLUG = /^direct-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The address of a direct thread; nobody can choose one of this form. @param id a UUID */
export function directSlug(id: string): string {
  return `direct-${id}`;
}

export function isDirectSlug(slug: string): boolean {
  return DIRECT_SLUG.test(slug);
}

/** Nobody gets rid of a restriction by leaving: without a role one could do more in a public room. */
export function mayLeave(kind: RoomKind, role: RoomRole | undefined): boolean {
  return role !== undefined && role !== 'blocked' && (role !== 'viewer' || kind === 'private');
}

/**
 * What an invitation for a role does for somebody: no more than leaving and coming back with it would. Nobody is less afterwards,
 * and nobody gets rid of what a moderator has done.
 */
export function invitationGives(
  kind: RoomKind,
  before: RoomRole | undefined,
  offered: RoomRole,
): 'the role' | 'nothing' | 'a refusal' {
  if (before === 'blocked') return 'a refusal';
  // Without a role one may do more than a viewer in a public room.
  if (before === undefined) return mayLeave(kind, offered) ? 'the role' : 'nothing';
  return RANK[offered] > RANK[before] && mayLeave(kind, before) ? 'the role' : 'nothing';
}

/** An address made from a name, possibly too short to be one. */
export function slugFrom(name: string, maxLength: number): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
}
