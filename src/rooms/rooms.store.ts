import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BatchedLookup } from '../platform/database/batched-lookup.js';
import { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction, violatedConstraint } from '../platform/database/database.js';
import { Outgoing } from '../platform/outgoing/outgoing.js';
import { outgoingRoom, outgoingRoomEnd } from './rooms.outgoing.js';
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

type FoundRow = Omit<Prisma.RoomGetPayload<object>, 'createdBy' | 'deletedAt'>;

@Injectable()
export class RoomsStore {
  /** Everything that somebody does in a room asks for it. */
  private readonly bySlug = new BatchedLookup((keys) => this.findAll(keys));

  constructor(
    private readonly database: Database,
    private readonly outgoing: Outgoing,
  ) {}

  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(run);
  }

  /** A room that is not gone, with the role that the user has there. */
  find(slug: string, userId = ''): Promise<RoomAndRole | undefined> {
    return this.bySlug.find(`${slug} ${userId}`);
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
      return await this.database.$transaction(async (tx) => {
        const row = await tx.room.create({
          data: {
            id: randomUUID(),
            ...room,
            createdBy: ownerId,
            members: { create: { userId: ownerId, role: 'owner', grantedBy: ownerId } },
          },
        });
        const created = toRoom(row);
        await this.outgoing.record([outgoingRoom('room.created', created)], tx);
        return created;
      });
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
    const row = await tx.room.update({ where: { id: roomId }, data });
    await this.outgoing.record([outgoingRoom('room.updated', toRoom(row))], tx);
  }

  async delete(roomId: string, tx: Transaction): Promise<void> {
    await tx.room.update({ where: { id: roomId }, data: { deletedAt: new Date() } });
    await this.outgoing.record([outgoingRoomEnd(roomId)], tx);
  }

  /** @param keys slug and user, with a space between them */
  private async findAll(keys: string[]): Promise<Map<string, RoomAndRole>> {
    const rows = await this.database.$queryRaw<(FoundRow & { key: string; role: RoomRole | null })[]>`
      SELECT k.key, r.id, r.slug, r.name, r.kind::text, r.has_chat AS "hasChat", r.has_voice AS "hasVoice", r.created_at AS "createdAt",
        r.archived_at AS "archivedAt", m.role::text
      FROM unnest(${keys}::text[]) AS k(key)
      JOIN rooms r ON r.slug = split_part(k.key, ' ', 1) AND r.deleted_at IS NULL
      LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = nullif(split_part(k.key, ' ', 2), '')::uuid`;
    return new Map(rows.map(({ key, role, ...row }) => [key, { room: toRoom(row), ...(role && { role }) }]));
  }
}

function toRoom(row: FoundRow): Room {
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
