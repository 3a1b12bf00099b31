import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database } from '../platform/database/database.js';

/** Who does not want to hear from whom. */
@Injectable()
export class BlocksStore {
  constructor(private readonly database: Database) {}

  async has(blockerId: string, blockedId: string): Promise<boolean> {
    return (await this.database.userBlock.count({ where: { blockerId, blockedId } })) > 0;
  }

  /** Of these users: whom somebody has blocked, and who has blocked them. */
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

  async add(blockerId: string, blockedId: string): Promise<void> {
    await this.database.userBlock.createMany({ data: { blockerId, blockedId }, skipDuplicates: true });
  }

  async remove(blockerId: string, blockedId: string): Promise<void> {
    await this.database.userBlock.deleteMany({ where: { blockerId, blockedId } });
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
}
