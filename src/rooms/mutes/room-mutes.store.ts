import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database, type Transaction, violatesForeignKey } from '../../platform/database/database.js';
import { SharedClock } from '../../platform/database/shared-clock.js';
import { usersErrors } from '../../users/users.errors.js';
import type { RoomPerson } from '../rooms.protocol.js';

export interface MuteRow {
  user: RoomPerson;
  until: Date;
  createdAt: Date;
  mutedBy: string | null;
}

const ROW = {
  user: { select: { id: true, username: true, displayName: true } },
  until: true,
  createdAt: true,
  mutedBy: true,
} as const;

/** Which user is muted in which room, and until when. Expired mutes count as absent. */
@Injectable()
export class RoomMutesStore {
  constructor(
    private readonly database: Database,
    private readonly clock: SharedClock,
  ) {}

  /** @throws user_not_found when the account has been deleted meanwhile */
  async set(
    roomId: string,
    userId: string,
    { until, mutedBy }: { until: Date; mutedBy: string },
    tx: Transaction,
  ): Promise<MuteRow> {
    const given = { until, mutedBy, createdAt: this.clock.now() };
    return tx.roomMute
      .upsert({
        where: { roomId_userId: { roomId, userId } },
        create: { roomId, userId, ...given },
        update: given,
        select: ROW,
      })
      .catch((error: unknown) => {
        throw violatesForeignKey(error) ? usersErrors.user_not_found() : error;
      });
  }

  /** @returns whether there was one */
  async remove(roomId: string, userId: string, tx: Transaction): Promise<boolean> {
    const where = { roomId, userId, until: { gt: this.clock.now() } };
    return (await tx.roomMute.deleteMany({ where })).count === 1;
  }

  /** The latest first, by the database's clock, as where it is asked whether somebody may write. @param before the last of the page before */
  async list(
    roomId: string,
    before: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<MuteRow[]> {
    const older = before
      ? Prisma.sql`AND (x.created_at, x.user_id) < (${before.createdAt}::timestamptz, ${before.id}::uuid)`
      : Prisma.empty;
    const rows = await this.database.$queryRaw<(RoomPerson & Omit<MuteRow, 'user'>)[]>`
      SELECT u.id, u.username, u.display_name AS "displayName", x.until, x.created_at AS "createdAt",
        x.muted_by AS "mutedBy"
      FROM room_mutes x JOIN users u ON u.id = x.user_id
      WHERE x.room_id = ${roomId}::uuid AND x.until > clock_timestamp() ${older}
      ORDER BY x.created_at DESC, x.user_id DESC LIMIT ${limit}`;
    return rows.map(({ id, username, displayName, ...mute }) => ({
      user: { id, username, displayName },
      ...mute,
    }));
  }

  async deleteExpired(): Promise<void> {
    await this.database.upkeep.roomMute.deleteMany({ where: { until: { lt: this.clock.now() } } });
  }

  of(userId: string): Promise<object[]> {
    return this.database.roomMute.findMany({
      where: { userId },
      select: { until: true, createdAt: true, room: { select: { slug: true, name: true } } },
      orderBy: { createdAt: 'asc' },
    });
  }

  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.roomMute.deleteMany({ where: { userId } });
    await tx.roomMute.updateMany({ where: { mutedBy: userId }, data: { mutedBy: null } });
  }
}
