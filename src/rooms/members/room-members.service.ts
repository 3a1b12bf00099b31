import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import { decodeCursor, encodeCursor, pageOf } from '../../platform/http/cursor.js';
import type { Principal } from '../../platform/access/principal.js';
import type { Page } from '../../platform/wire/problem.protocol.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { usersErrors } from '../../users/users.errors.js';
import type { NamedUser } from '../../users/users.protocol.js';
import { UsersService } from '../../users/users.service.js';
import { mayGrant, mayHold, mayLeave, mayTouch } from '../room.policy.js';
import { type Membership, RoomMembersStore } from './room-members.store.js';
import { roomsErrors } from '../rooms.errors.js';
import { RoomsNotifier } from '../rooms.notifier.js';
import { PUBLIC_ROOM_SLUG, type Room, type RoomMember, type RoomRole } from '../rooms.protocol.js';
import { type Entry, RoomsService } from '../rooms.service.js';
import { RoomsStore, type Transaction } from '../rooms.store.js';

const ROLES: Bucket = { name: 'room-roles', points: 120, durationS: 60, hot: true };

/** Roles in rooms: listing, granting and removing them. */
@Injectable()
export class RoomMembersService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly store: RoomsStore,
    private readonly members: RoomMembersStore,
    private readonly users: UsersService,
    private readonly notifier: RoomsNotifier,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  /**
   * Ordered by the time they got their role; deleted accounts are left out, and only moderators see blocked users.
   * @throws room_not_found, permission_denied, validation_failed for a foreign cursor
   */
  async list(
    principal: Principal,
    slug: string,
    query: { limit: number; cursor?: string },
  ): Promise<Page<RoomMember>> {
    const { room, may } = await this.rooms.enter(principal, slug);
    const moderates =
      may.has('moderate') ||
      (room.kind === 'public' && (await this.rooms.mayModerate(room.id, principal.userId)));
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.members.list(room.id, moderates, after, query.limit + 1);
    const { shown, nextCursor } = pageOf(rows, query.limit, ({ since, userId }) =>
      encodeCursor({ createdAt: since.toISOString(), id: userId }),
    );
    const items = await Promise.all(shown.map((row) => this.describe(row)));
    return { items: items.filter((item) => item !== undefined), nextCursor };
  }

  /** @throws room_not_found, permission_denied, direct_thread_fixed, user_not_found, guests_hold_no_roles, last_owner, rate_limited */
  async grant(principal: Principal, slug: string, userId: string, role: RoomRole): Promise<RoomMember> {
    const entry = await this.rooms.enterToChange(principal, slug, 'moderate');
    const { room } = entry;
    await this.limits.consume(ROLES, principal.userId);
    const user = await this.users.getActive(userId);
    if (!mayHold(role, user.isGuest)) throw usersErrors.guests_hold_no_roles();
    const oneself = userId === principal.userId;
    const given = await this.change(
      room,
      userId,
      role,
      async (before, tx) => {
        const actor = await this.actor(principal, entry, tx);
        if (!mayGrant(actor, oneself && before ? 'oneself' : before, role))
          throw platformErrors.permission_denied();
        return this.members.set(room.id, userId, role, principal.userId, tx);
      },
      principal,
    );
    this.notifier.roleChanged(userId, slug, role);
    await this.notifier.accessChanged(room.id, userId);
    return asMember(user, given);
  }

  /** All users with a role in a room except blocked ones. @throws room_not_found, also for direct threads */
  async peopleOf(slug: string): Promise<{ roomId: string; userIds: string[] }> {
    const found = await this.store.find(slug);
    if (!found || found.room.kind === 'direct') throw roomsErrors.room_not_found();
    const { id: roomId } = found.room;
    return { roomId, userIds: await this.members.people(roomId) };
  }

  /**
   * Another member's role, or the caller's own, which means leaving.
   * @throws room_not_found, permission_denied, direct_thread_fixed, member_not_found, last_owner
   */
  async remove(principal: Principal, slug: string, userId: string): Promise<void> {
    const oneself = userId === principal.userId;
    const entry = await this.rooms.enterToChange(principal, slug, oneself ? 'read' : 'moderate');
    const { room } = entry;
    await this.change(
      room,
      userId,
      null,
      async (before, tx) => {
        if (before === undefined) throw roomsErrors.member_not_found();
        const allowed = oneself
          ? mayLeave(room.kind, before)
          : mayTouch(await this.actor(principal, entry, tx), before);
        if (!allowed) throw platformErrors.permission_denied();
        await this.members.remove(room.id, userId, tx);
      },
      principal,
    );
    this.notifier.removed(userId, slug);
    await this.notifier.accessChanged(room.id, userId);
  }

  /**
   * A room in which one may moderate that person.
   * @throws room_not_found, permission_denied
   */
  async reach(principal: Principal, slug: string, userId: string): Promise<Room> {
    const { room, role, isManager } = await this.rooms.enter(principal, slug, 'moderate');
    const target = await this.store.withRoles(room.id, [userId]);
    if (!mayTouch(isManager ? 'owner' : role!, target?.roles.get(userId)))
      throw platformErrors.permission_denied();
    return room;
  }

  /** One role change at a time in each room: of two members who take each other's role the second has lost the right to. */
  private change<T>(
    room: Room,
    userId: string,
    to: RoomRole | null,
    act: (before: RoomRole | undefined, tx: Transaction) => Promise<T>,
    { userId: actorId, sessionId }: Principal,
  ): Promise<T> {
    return this.store.transaction(async (tx) => {
      if (!(await this.store.hold(room.id, tx))) throw roomsErrors.room_not_found();
      const before = await this.members.role(room.id, userId, tx);
      const done = await act(before, tx);
      if (before === 'owner' && to !== 'owner' && room.slug !== PUBLIC_ROOM_SLUG)
        if ((await this.members.owners(room.id, tx)) === 0) throw roomsErrors.last_owner();
      const details = { roomId: room.id, from: before ?? null, to };
      const entry = { result: 'success', actorId, subjectId: userId, sessionId, details } as const;
      await this.audit.record({ event: 'authz_change', reason: 'room_role', ...entry }, tx);
      return done;
    });
  }

  /** The current role of the acting user. */
  private async actor(principal: Principal, { room, isManager }: Entry, tx: Transaction): Promise<RoomRole> {
    if (isManager) return 'owner';
    return (await this.members.role(room.id, principal.userId, tx)) ?? 'viewer';
  }

  private async describe(membership: Membership): Promise<RoomMember | undefined> {
    const user = await this.users.findActive(membership.userId);
    return user && asMember(user, membership);
  }
}

function asMember(user: NamedUser, { role, since }: Membership): RoomMember {
  const { id, username, displayName, isGuest } = user;
  return { userId: id, username, displayName, isGuest, role, since: since.toISOString() };
}
