import { ROOM_ACTIONS, type RoomAction, type RoomKind, type RoomRole } from './rooms.protocol.js';

/** A user in relation to a room: with a role that was granted, or with none. */
export type Standing = RoomRole | 'newcomer' | 'guest' | 'anonymous';

/** The properties of a room that decide about access. */
export interface RoomFacts {
  kind: RoomKind;
  hasChat: boolean;
  hasVoice: boolean;
  archivedAt: string | null;
}

/** The state of a direct thread as one of its two users sees it. */
export interface PairFacts {
  isPeerActive: boolean;
  /** By the peer. */
  isBlocked: boolean;
  /** The peer. */
  hasBlocked: boolean;
}

/** Further conditions of one user. */
interface PersonFacts {
  /** Of a direct thread, when they are one of its two people. */
  pair?: PairFacts;
  isMuted?: boolean;
}

interface Rules {
  /** Guests without a granted role. */
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
/** All actions left to a muted user, whatever their role: editing others' messages counts as writing, too. */
const MUTED = new Set<RoomAction>(['read']);

/** All actions a user may take in a room. */
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

/** The reason why one of the two cannot write. */
export function pairFault(pair: PairFacts): 'peer_gone' | 'has_blocked' | 'is_blocked' | undefined {
  if (!pair.isPeerActive) return 'peer_gone';
  if (pair.hasBlocked) return 'has_blocked';
  return pair.isBlocked ? 'is_blocked' : undefined;
}

export function standing(role: RoomRole | undefined, isGuest: boolean): Standing {
  return role ?? (isGuest ? 'guest' : 'newcomer');
}

const RANK: Record<RoomRole, number> = { owner: 4, admin: 3, member: 2, viewer: 1, blocked: 0 };

/** Whether the caller may change another member's role: roles below their own, and for owners every role. */
export function mayTouch(actor: RoomRole | null, target: RoomRole | undefined): boolean {
  return actor === 'owner' || (actor === 'admin' && RANK[target ?? 'member'] < RANK[actor]);
}

/** No member grants a role above their own, and their own can only be lowered. */
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

/** The slug of a direct thread; nobody can choose one of this form. @param id a UUID */
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
 * The effect of an invitation for a role: no more than leaving and coming back with it would have. It never lowers a role and
 * never undoes an act of a moderator.
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

/** A slug made from a name, possibly too short to be one. */
export function slugFrom(name: string, maxLength: number): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
}
