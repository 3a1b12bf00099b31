/** What is offered to moderators: by the rules of the server, which has the last word. */
import { ROOM_ROLES, type RoomKind, type RoomRole, type RoomView } from '@ringline/client';

/** As what somebody moderates a room: by their role, or in the public room by a permission, as an owner. */
export function moderatesAs({ may, role }: Pick<RoomView, 'may' | 'role'>): RoomRole | null {
  if (may.includes('delete')) return 'owner';
  return may.includes('moderate') ? 'admin' : role;
}

/** Whether somebody else's place is one's to change. @param target undefined: without a role */
export function mayTouch(actor: RoomRole | null, target: RoomRole | undefined): boolean {
  return actor === 'owner' || (actor === 'admin' && target !== 'owner' && target !== 'admin');
}

/** Nobody gets rid of a restriction by leaving: without a role one could do more in a public room. */
export function mayLeave(kind: RoomKind, role: RoomRole | undefined): boolean {
  return role !== undefined && role !== 'blocked' && (role !== 'viewer' || kind === 'private');
}

/** Roles that may be given to somebody, beginning with the highest; the ban is another matter. */
export function rolesFor(
  actor: RoomRole | null,
  { role, isOneself = false, isGuest = false }: { role?: RoomRole; isOneself?: boolean; isGuest?: boolean },
): RoomRole[] {
  if (actor !== 'owner' && actor !== 'admin') return [];
  if (!isOneself && !mayTouch(actor, role)) return [];
  return ROOM_ROLES.filter(
    (wanted) =>
      wanted !== 'blocked' &&
      (actor === 'owner' || wanted !== 'owner') &&
      !(isGuest && (wanted === 'owner' || wanted === 'admin')),
  );
}
