import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction, violatedConstraint } from '../platform/database/database.js';
import type { Room, RoomKind, RoomRole } from './rooms.protocol.js';

export type { Transaction } from '../platform/database/database.js';

export interface RoomAndRole {
  room: Room;
  role?: RoomRole;
}

export interface NewRoom {
  slug: string;
  name: string;
  kind: RoomKind;
  hasChat: boolean;
  hasVoice: boolean;
}

export type RoomChange = Partial<Omit<NewRoom, 'slug'>> & { archivedAt?: Date | null };

type RoomRow = Prisma.RoomGetPayload<object>;

@Injectable()
export class RoomsStore {
  constructor(private readonly database: Database) {}

  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(run);
  }

  /** A room that is not gone, with the role that the user has there. */
  async find(slug: string, userId?: string): Promise<RoomAndRole | undefined> {
    const where = { slug, deletedAt: null };
    const row = await this.database.room.findFirst({
      where,
      ...(userId && { include: { members: { where: { userId } } } }),
    });
    if (!row) return undefined;
    const members = 'members' in row ? (row.members as { role: RoomRole }[]) : [];
    return { room: toRoom(row), ...(members[0] && { role: members[0].role }) };
  }

  /** A room that is not gone, with the roles of these people. */
  async withRoles(
    roomId: string,
    userIds: string[],
  ): Promise<{ room: Room; roles: Map<string, RoomRole> } | undefined> {
    const row = await this.database.room.findFirst({
      where: { id: roomId, deletedAt: null },
      include: { members: { where: { userId: { in: userIds } } } },
    });
    if (!row) return undefined;
    return { room: toRoom(row), roles: new Map(row.members.map(({ userId, role }) => [userId, role])) };
  }

  /** With its first owner. @returns undefined when the slug is taken, also by a room that is gone */
  async insert(room: NewRoom, ownerId: string): Promise<Room | undefined> {
    try {
      const row = await this.database.room.create({
        data: {
          id: randomUUID(),
          ...room,
          createdBy: ownerId,
          members: { create: { userId: ownerId, role: 'owner', grantedBy: ownerId } },
        },
      });
      return toRoom(row);
    } catch (error) {
      if (violatedConstraint(error)) return undefined;
      throw error;
    }
  }

  /** Rooms in which a user has a role, the latest first. @param before the last of the page before */
  async listOf(
    userId: string,
    before: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<(RoomAndRole & { role: RoomRole; since: Date })[]> {
    const older = before && [
      { since: { lt: before.createdAt } },
      { since: before.createdAt, roomId: { lt: before.id } },
    ];
    const rows = await this.database.roomMember.findMany({
      where: { userId, role: { not: 'blocked' }, room: { deletedAt: null }, ...(older && { OR: older }) },
      include: { room: true },
      orderBy: [{ since: 'desc' }, { roomId: 'desc' }],
      take: limit,
    });
    return rows.map(({ room, role, since }) => ({ room: toRoom(room), role, since }));
  }

  /** Until the transaction ends nobody else changes the room or who is in it; false when it is gone. */
  async hold(roomId: string, tx: Transaction): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM rooms WHERE id = ${roomId}::uuid AND deleted_at IS NULL FOR UPDATE`;
    return rows.length > 0;
  }

  async change(roomId: string, data: RoomChange, tx: Transaction): Promise<void> {
    await tx.room.update({ where: { id: roomId }, data });
  }

  async delete(roomId: string, tx: Transaction): Promise<void> {
    await tx.room.update({ where: { id: roomId }, data: { deletedAt: new Date() } });
  }
}

function toRoom(row: RoomRow): Room {
  const { id, slug, name, kind, hasChat, hasVoice } = row;
  return {
    id,
    slug,
    name,
    kind,
    hasChat,
    hasVoice,
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}
