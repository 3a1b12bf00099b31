import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BatchedLookup } from '../platform/database/batched-lookup.js';
import { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction, violatedConstraint } from '../platform/database/database.js';
import { SharedClock } from '../platform/database/shared-clock.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { PairFacts } from './room.policy.js';
import { outgoingRoom, outgoingRoomEnd } from './rooms.outgoing.js';
import type { ChosenKind, Room, RoomRole } from './rooms.protocol.js';

export type { Transaction } from '../platform/database/database.js';

export interface RoomAndRole {
  room: Room;
  role?: RoomRole;
  /** Of a direct thread, for one of its two people. */
  pair?: PairFacts & { peerId: string };
  /** Still to come. */
  mutedUntil?: Date;
}

export interface NewRoom {
  slug: string;
  name: string;
  kind: ChosenKind;
  hasChat: boolean;
  hasVoice: boolean;
}

export type RoomChange = Partial<Omit<NewRoom, 'slug'>> & { archivedAt?: Date | null };

type RoomRow = Omit<Prisma.RoomGetPayload<object>, 'createdBy' | 'deletedAt' | 'lowId' | 'highId'>;

type FoundRow = RoomRow &
  PairFacts & { key: string; role: RoomRole | null; mutedUntil: Date | null; peerId: string | null };

@Injectable()
export class RoomsStore {
  /** Every action in a room runs this query. */
  private readonly bySlug = new BatchedLookup((keys) => this.findAll(keys));

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: SharedClock,
  ) {}

  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(run);
  }

  /** A room that is not deleted, with the user's role there. A direct thread has the peer's name. */
  find(slug: string, userId = ''): Promise<RoomAndRole | undefined> {
    return this.bySlug.find(`${slug} ${userId}`);
  }

  /** A room that is not deleted, with the roles of these users, and which of them are muted. */
  async withRoles(
    roomId: string,
    userIds: string[],
    tx: Transaction = this.database,
  ): Promise<{ room: Room; roles: Map<string, RoomRole>; muted: Set<string> } | undefined> {
    const row = await tx.room.findFirst({
      where: { id: roomId, deletedAt: null },
      include: {
        members: { where: { userId: { in: userIds } } },
        mutes: { where: { userId: { in: userIds }, until: { gt: this.clock.now() } } },
      },
    });
    if (!row) return undefined;
    return {
      room: toRoom(row),
      roles: new Map(row.members.map(({ userId, role }) => [userId, role])),
      muted: new Set(row.mutes.map(({ userId }) => userId)),
    };
  }

  /** With its first owner. @returns undefined when the slug is taken, also by a deleted room */
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
        await this.outbox.record([outgoingRoom('room.created', created)], tx);
        return created;
      });
    } catch (error) {
      if (violatedConstraint(error)) return undefined;
      throw error;
    }
  }

  /** Rooms in which a user has a role, direct threads left out; the latest first. @param before the last of the page before */
  async listOf(
    userId: string,
    before: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<(RoomAndRole & { role: RoomRole; since: Date })[]> {
    const older = before && [
      { since: { lt: before.createdAt } },
      { since: before.createdAt, roomId: { lt: before.id } },
    ];
    const room = { deletedAt: null, kind: { not: 'direct' as const } };
    const rows = await this.database.roomMember.findMany({
      where: { userId, role: { not: 'blocked' }, room, ...(older && { OR: older }) },
      include: { room: { include: { mutes: { where: { userId, until: { gt: this.clock.now() } } } } } },
      orderBy: [{ since: 'desc' }, { roomId: 'desc' }],
      take: limit,
    });
    return rows.map(({ room, role, since }) => ({
      room: toRoom(room),
      role,
      since,
      ...(room.mutes[0] && { mutedUntil: room.mutes[0].until }),
    }));
  }

  /** Locks the room until the transaction ends: no other transaction changes it or its members; false when it was deleted. */
  async hold(roomId: string, tx: Transaction): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM rooms WHERE id = ${roomId}::uuid AND deleted_at IS NULL FOR UPDATE`;
    return rows.length > 0;
  }

  async change(roomId: string, data: RoomChange, tx: Transaction): Promise<void> {
    const row = await tx.room.update({ where: { id: roomId }, data });
    await this.outbox.record([outgoingRoom('room.updated', toRoom(row))], tx);
  }

  async delete(roomId: string, tx: Transaction): Promise<void> {
    await tx.room.update({ where: { id: roomId }, data: { deletedAt: this.clock.now() } });
    await this.outbox.record([outgoingRoomEnd(roomId)], tx);
  }

  /** @param keys slug and user, with a space between them */
  private async findAll(keys: string[]): Promise<Map<string, RoomAndRole>> {
    const rows = await this.database.$queryRaw<FoundRow[]>`/* prepared */
      SELECT k.key, r.id, r.slug, coalesce(p.display_name, r.name) AS name, r.kind::text, r.has_chat AS "hasChat",
        r.has_voice AS "hasVoice",
        r.created_at AS "createdAt", r.archived_at AS "archivedAt", m.role::text, x.until AS "mutedUntil",
        p.id AS "peerId", p.account_status = 'active' AS "isPeerActive",
        EXISTS (SELECT FROM user_blocks b WHERE b.blocker_id = p.id AND b.blocked_id = k.me) AS "isBlocked",
        EXISTS (SELECT FROM user_blocks b WHERE b.blocker_id = k.me AND b.blocked_id = p.id) AS "hasBlocked"
      FROM (SELECT key, split_part(key, ' ', 1) AS slug, nullif(split_part(key, ' ', 2), '')::uuid AS me
        FROM unnest(${keys}::text[]) AS key) AS k
      JOIN rooms r ON r.slug = k.slug AND r.deleted_at IS NULL
      LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = k.me
      LEFT JOIN room_mutes x ON x.room_id = r.id AND x.user_id = k.me AND x.until > clock_timestamp()
      LEFT JOIN users p ON p.id = CASE k.me WHEN r.low_id THEN r.high_id WHEN r.high_id THEN r.low_id END`;
    return new Map(rows.map((row) => [row.key, asFound(row)]));
  }
}

function asFound({ role, mutedUntil, ...found }: FoundRow): RoomAndRole {
  const { peerId, isPeerActive, isBlocked, hasBlocked, ...row } = found;
  const pair = peerId === null ? undefined : { peerId, isPeerActive, isBlocked, hasBlocked };
  return {
    room: toRoom(row),
    ...(role && { role }),
    ...(mutedUntil && { mutedUntil }),
    ...(pair && { pair }),
  };
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
