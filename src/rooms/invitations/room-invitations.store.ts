import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import { SharedClock } from '../../platform/database/shared-clock.js';
import type { InvitedRole, RoomPerson } from '../rooms.protocol.js';

export interface InvitationRow {
  id: string;
  role: InvitedRole;
  creator: RoomPerson;
  createdAt: Date;
  expiresAt: Date;
  maxUses: number | null;
  uses: number;
}

export interface NewInvitation {
  roomId: string;
  hash: Uint8Array;
  role: InvitedRole;
  createdBy: string;
  expiresAt: Date;
  maxUses: number | null;
}

const CREATOR = { creator: { select: { id: true, username: true, displayName: true } } } as const;

/** Links into rooms. */
@Injectable()
export class RoomInvitationsStore {
  constructor(
    private readonly database: Database,
    private readonly clock: SharedClock,
  ) {}

  async insert(invitation: NewInvitation, tx: Transaction): Promise<InvitationRow> {
    const row = await tx.roomInvitation.create({
      data: { id: randomUUID(), ...invitation, hash: Buffer.from(invitation.hash) },
      include: CREATOR,
    });
    return toRow(row);
  }

  /** Those that may still be used, the latest first. */
  async open(roomId: string, tx: Transaction = this.database): Promise<InvitationRow[]> {
    const rows = await tx.roomInvitation.findMany({
      where: { roomId, expiresAt: { gt: this.clock.now() } },
      include: CREATOR,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    });
    return rows.filter(({ maxUses, uses }) => maxUses === null || uses < maxUses).map(toRow);
  }

  /** One that may still be used, and of an account that may. */
  async find(
    hash: Uint8Array,
    tx: Transaction = this.database,
  ): Promise<(InvitationRow & { roomId: string; slug: string }) | undefined> {
    const row = await tx.roomInvitation.findFirst({
      where: {
        hash: Buffer.from(hash),
        expiresAt: { gt: this.clock.now() },
        room: { deletedAt: null, archivedAt: null },
        creator: { accountStatus: 'active' },
      },
      include: { ...CREATOR, room: { select: { slug: true } } },
    });
    if (!row || (row.maxUses !== null && row.uses >= row.maxUses)) return undefined;
    return { ...toRow(row), roomId: row.roomId, slug: row.room.slug };
  }

  /** @returns false for all but as many as may */
  async use(id: string, tx: Transaction): Promise<boolean> {
    const count = await tx.$executeRaw`
      UPDATE room_invitations SET uses = uses + 1
      WHERE id = ${id}::uuid AND expires_at > clock_timestamp() AND (max_uses IS NULL OR uses < max_uses)`;
    return count === 1;
  }

  async delete(roomId: string, id: string, tx: Transaction): Promise<boolean> {
    return (await tx.roomInvitation.deleteMany({ where: { id, roomId } })).count === 1;
  }

  async deleteExpired(): Promise<void> {
    await this.database.upkeep.roomInvitation.deleteMany({ where: { expiresAt: { lt: this.clock.now() } } });
  }

  of(userId: string): Promise<object[]> {
    return this.database.roomInvitation.findMany({
      where: { createdBy: userId },
      select: {
        role: true,
        createdAt: true,
        expiresAt: true,
        maxUses: true,
        uses: true,
        room: { select: { slug: true, name: true } },
      },
      orderBy: { createdAt: 'asc' },
    });
  }

  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.roomInvitation.deleteMany({ where: { createdBy: userId } });
  }
}

function toRow(row: Omit<InvitationRow, 'role'> & { role: string }): InvitationRow {
  const { id, role, creator, createdAt, expiresAt, maxUses, uses } = row;
  return { id, role: role as InvitedRole, creator, createdAt, expiresAt, maxUses, uses };
}
