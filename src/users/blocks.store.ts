import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database } from '../platform/database/database.js';

/** Which users block which others. */
@Injectable()
export class BlocksStore {
  constructor(private readonly database: Database) {}

  async has(blockerId: string, blockedId: string): Promise<boolean> {
    return (await this.database.userBlock.count({ where: { blockerId, blockedId } })) > 0;
  }

  /** Of these users: those the user has blocked, and those who have blocked the user. */
  async among(userId: string, others: string[]): Promise<{ blocked: Set<string>; blockers: Set<string> }> {
    const rows = await this.database.userBlock.findMany({
      where: {
        OR: [
          { blockerId: userId, blockedId: { in: others } },
          { blockedId: userId, blockerId: { in: others } },
        ],
      },
      omit: { createdAt: true },
    });
    const of = (own: boolean) => rows.filter(({ blockerId }) => (blockerId === userId) === own);
    return {
      blocked: new Set(of(true).map(({ blockedId }) => blockedId)),
      blockers: new Set(of(false).map(({ blockerId }) => blockerId)),
    };
  }

  /** The blocks among these users. */
  between(userIds: string[]): Promise<{ blockerId: string; blockedId: string }[]> {
    const among = { in: userIds };
    return this.database.userBlock.findMany({
      where: { blockerId: among, blockedId: among },
      omit: { createdAt: true },
    });
  }

  /** @returns undefined when it was so before, else whether others saw the blocker online */
  add(blockerId: string, blockedId: string): Promise<boolean | undefined> {
    return this.change(Prisma.sql`INSERT INTO user_blocks (blocker_id, blocked_id)
      VALUES (${blockerId}::uuid, ${blockedId}::uuid) ON CONFLICT DO NOTHING RETURNING blocker_id`);
  }

  /** @returns as `add` */
  remove(blockerId: string, blockedId: string): Promise<boolean | undefined> {
    return this.change(Prisma.sql`DELETE FROM user_blocks
      WHERE blocker_id = ${blockerId}::uuid AND blocked_id = ${blockedId}::uuid RETURNING blocker_id`);
  }

  all(blockerId: string): Promise<{ blockedId: string; createdAt: Date }[]> {
    return this.database.userBlock.findMany({
      where: { blockerId },
      omit: { blockerId: true },
      orderBy: { createdAt: 'desc' },
    });
  }

  /** Newest first. @param before the last row of the page before */
  async list(
    blockerId: string,
    before: { createdAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<{ createdAt: Date; id: string }[]> {
    const older = before
      ? Prisma.sql`AND (created_at, blocked_id) < (${before.createdAt}, ${before.id}::uuid)`
      : Prisma.empty;
    return this.database.$queryRaw`SELECT blocked_id AS id, created_at AS "createdAt" FROM user_blocks
      WHERE blocker_id = ${blockerId}::uuid ${older} ORDER BY created_at DESC, blocked_id DESC LIMIT ${limit}`;
  }

  /** The blocked see the blocker otherwise from now on: one more version of the blocker's presence. */
  private async change(change: Prisma.Sql): Promise<boolean | undefined> {
    const rows = await this.database.$queryRaw<{ wasShown: boolean }[]>`
      WITH changed AS (${change})
      UPDATE users SET presence_version = presence_version + 1 FROM changed WHERE id = blocker_id
      RETURNING is_online AND chosen_status <> 'OFFLINE' AS "wasShown"`;
    return rows[0]?.wasShown;
  }
}
