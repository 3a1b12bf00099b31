import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { directSlug } from '../room.policy.js';

/** A direct thread, seen by one of the two. */
export interface ThreadRef {
  roomId: string;
  slug: string;
  peerId: string;
  createdAt: Date;
}

/** A direct thread, seen by nobody in particular. */
export interface ThreadPair {
  roomId: string;
  slug: string;
  userIds: [string, string];
}

/** Direct threads: rooms that have a pair, of which the database takes each once. */
@Injectable()
export class DirectThreadsStore {
  constructor(private readonly database: Database) {}

  /** @returns its slug */
  async find(one: string, other: string): Promise<string | undefined> {
    const [lowId, highId] = [one, other].sort();
    const where = { lowId: lowId!, highId: highId!, deletedAt: null };
    return (await this.database.room.findFirst({ where, select: { slug: true } }))?.slug;
  }

  /**
   * Creates the thread, or finds one that was created concurrently.
   * @returns its slug; undefined when one of the two accounts is deleted
   */
  start(one: string, other: string): Promise<string | undefined> {
    return this.database.$transaction(async (tx) => {
      const people = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM users WHERE id IN (${one}::uuid, ${other}::uuid) AND account_status = 'active' ORDER BY id
          FOR KEY SHARE`;
      const [low, high] = people.map(({ id }) => id);
      if (low === undefined || high === undefined) return undefined;
      const id = randomUUID();
      const made = await tx.$executeRaw`
        INSERT INTO rooms (id, slug, name, kind, has_voice, low_id, high_id)
        VALUES (${id}::uuid, ${directSlug(id)}, '', 'direct', false, ${low}::uuid, ${high}::uuid)
          ON CONFLICT (low_id, high_id) DO NOTHING`;
      if (made > 0)
        await tx.roomMember.createMany({
          data: [low, high].map((userId) => ({ roomId: id, userId, role: 'member', grantedBy: one })),
        });
      const found = await tx.room.findUnique({ where: { lowId_highId: { lowId: low, highId: high } } });
      return found?.deletedAt === null ? found.slug : undefined;
    });
  }

  /** The latest first. @param roomIds undefined: all */
  async of(userId: string, roomIds?: string[]): Promise<ThreadRef[]> {
    const rows = await this.database.room.findMany({
      where: {
        kind: 'direct',
        deletedAt: null,
        OR: [{ lowId: userId }, { highId: userId }],
        ...(roomIds && { id: { in: roomIds } }),
      },
      select: { id: true, slug: true, lowId: true, highId: true, createdAt: true },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    });
    return rows.map(({ id: roomId, slug, lowId, highId, createdAt }) => {
      return { roomId, slug, peerId: (lowId === userId ? highId : lowId)!, createdAt };
    });
  }

  /** Which of these rooms are direct threads, and whose. */
  async pairs(roomIds: string[]): Promise<ThreadPair[]> {
    const rows = await this.database.room.findMany({
      where: { id: { in: roomIds }, kind: 'direct', deletedAt: null },
      select: { id: true, slug: true, lowId: true, highId: true },
    });
    return rows.map(({ id: roomId, slug, lowId, highId }) => ({ roomId, slug, userIds: [lowId!, highId!] }));
  }
}
