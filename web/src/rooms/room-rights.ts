/** The actions offered to moderators: by the rules of the server, which has the last word. */
import { mayGrant, mayHold, ROOM_ROLES, type RoomRole, type RoomView } from '@ringline/client';

/** The role by which a user moderates a room: their own, or in the public room owner, by a permission. */
export function moderatesAs({ may, role }: Pick<RoomView, 'may' | 'role'>): RoomRole | null {
  if (may.includes('delete')) return 'owner';
  return may.includes('moderate') ? 'admin' : role;
}

/** Roles that may be given to a user, beginning with the highest; bans are separate. */
export function rolesFor(
  actor: RoomRole | null,
  { role, isOneself = false, isGuest = false }: { role?: RoomRole; isOneself?: boolean; isGuest?: boolean },
): RoomRole[] {
  if (actor !== 'owner' && actor !== 'admin') return [];
  return ROOM_ROLES.filter(
    (wanted) =>
      wanted !== 'blocked' &&
      mayGrant(actor, isOneself ? 'oneself' : role, wanted) &&
      mayHold(wanted, isGuest),
  );
}
