import { Injectable } from '@nestjs/common';
import { Database, violatesForeignKey, type Transaction } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { usersErrors } from '../../users/users.errors.js';
import { MembershipHooks } from './membership-hooks.service.js';
import { outgoingRoomEnd } from '../rooms.outgoing.js';
import type { RoomRole } from '../rooms.protocol.js';

export interface Membership {
  userId: string;
  role: RoomRole;
  since: Date;
}

/** Which user has which role in which room. */
@Injectable()
export class RoomMembersStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly membershipHooks: MembershipHooks,
  ) {}

  async role(roomId: string, userId: string, tx: Transaction): Promise<RoomRole | undefined> {
    return (await tx.roomMember.findUnique({ where: { roomId_userId: { roomId, userId } } }))?.role;
  }

  owners(roomId: string, tx: Transaction): Promise<number> {
    return tx.roomMember.count({ where: { roomId, role: 'owner' } });
  }

  /** By the time they got their role. @param after the last of the page before */
  list(
    roomId: string,
    withBlocked: boolean,
    after: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<Membership[]> {
    const later = after && [
      { since: { gt: after.createdAt } },
      { since: after.createdAt, userId: { gt: after.id } },
    ];
    return this.database.roomMember.findMany({
      where: { roomId, ...(!withBlocked && { role: { not: 'blocked' } }), ...(later && { OR: later }) },
      omit: { roomId: true, grantedBy: true },
      orderBy: [{ since: 'asc' }, { userId: 'asc' }],
      take: limit,
    });
  }

  async people(roomId: string): Promise<string[]> {
    const where = { roomId, role: { not: 'blocked' as const } };
    return (await this.database.roomMember.findMany({ where, select: { userId: true } })).map(
      ({ userId }) => userId,
    );
  }

  /** @throws user_not_found when the account has been deleted meanwhile */
  async set(
    roomId: string,
    userId: string,
    role: RoomRole,
    grantedBy: string,
    tx: Transaction,
  ): Promise<Membership> {
    const given = { role, grantedBy, since: new Date() };
    const before = await this.role(roomId, userId, tx);
    const membership = await tx.roomMember
      .upsert({
        where: { roomId_userId: { roomId, userId } },
        create: { roomId, userId, ...given },
        update: given,
      })
      .catch((error: unknown) => {
        throw violatesForeignKey(error) ? usersErrors.user_not_found() : error;
      });
    if (hasPlace(role) && !hasPlace(before)) await this.membershipHooks.entered(roomId, userId, tx);
    if (hasPlace(before) && !hasPlace(role)) await this.membershipHooks.left(roomId, userId, tx);
    return membership;
  }

  async remove(roomId: string, userId: string, tx: Transaction): Promise<void> {
    await tx.roomMember.delete({ where: { roomId_userId: { roomId, userId } } });
    await this.membershipHooks.left(roomId, userId, tx);
  }

  /** Everything that is known of a user and rooms. */
  async of(userId: string): Promise<{ memberships: object[]; created: object[] }> {
    const memberships = await this.database.roomMember.findMany({
      where: { userId, room: { kind: { not: 'direct' } } },
      select: { role: true, since: true, room: { select: { slug: true, name: true, deletedAt: true } } },
      orderBy: { since: 'asc' },
    });
    const created = await this.database.room.findMany({
      where: { createdBy: userId },
      select: { slug: true, name: true, kind: true, createdAt: true, deletedAt: true },
      orderBy: { createdAt: 'asc' },
    });
    return { memberships, created };
  }

  /** The rooms of a user, locked until the transaction ends: no other transaction changes roles there. */
  async hold(userId: string, tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM rooms r WHERE deleted_at IS NULL AND (${userId}::uuid IN (low_id, high_id)
      OR EXISTS (SELECT FROM room_members m WHERE m.room_id = r.id AND m.user_id = ${userId}::uuid)) ORDER BY id
        FOR NO KEY UPDATE`;
  }

  /**
   * For a deleted account: a room whose only owner it was passes to the member with the highest role, then to the one with the
   * longest membership; a private room without members is deleted, and so is a direct thread when both accounts are.
   */
  async erase(userId: string, tx: Transaction): Promise<void> {
    await this.hold(userId, tx);
    const left = await tx.roomMember.findMany({
      where: { userId, role: 'owner' },
      select: { roomId: true },
    });
    await tx.roomMember.deleteMany({ where: { userId } });
    await tx.$executeRaw`UPDATE rooms SET deleted_at = now() WHERE ${userId}::uuid IN (low_id, high_id)
      AND deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM room_members m WHERE m.room_id = rooms.id)`;
    await tx.room.updateMany({ where: { createdBy: userId }, data: { createdBy: null } });
    await tx.roomMember.updateMany({ where: { grantedBy: userId }, data: { grantedBy: null } });
    for (const { roomId } of left) {
      await tx.$executeRaw`
        UPDATE room_members SET role = 'owner', since = now(), granted_by = NULL
        WHERE room_id = ${roomId}::uuid
          AND NOT EXISTS (SELECT FROM room_members o WHERE o.room_id = ${roomId}::uuid AND o.role = 'owner')
          AND user_id = (SELECT m.user_id FROM room_members m JOIN users u ON u.id = m.user_id
            WHERE m.room_id = ${roomId}::uuid AND m.role IN ('admin', 'member') AND u.kind = 'member'
              AND u.account_status = 'active'
            ORDER BY m.role, m.since LIMIT 1)`;
      const gone = await tx.$queryRaw<{ id: string }[]>`
        UPDATE rooms SET deleted_at = now() WHERE id = ${roomId}::uuid AND kind = 'private' AND deleted_at IS NULL
          AND NOT EXISTS (SELECT FROM room_members m WHERE m.room_id = rooms.id AND m.role = 'owner') RETURNING id`;
      await this.outbox.record(
        gone.map(({ id }) => outgoingRoomEnd(id)),
        tx,
      );
    }
  }
}

function hasPlace(role: RoomRole | undefined): boolean {
  return role !== undefined && role !== 'blocked';
}
