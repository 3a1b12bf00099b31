import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { PresenceUpdate } from './presence.policy.js';
import type { PresenceChanged } from './presence.protocol.js';

interface Row {
  id: string;
  kind: 'member' | 'guest';
  username: string;
  isOnline: boolean;
  chosenStatus: PresenceChanged['status'];
  lastSeenAt: Date | null;
  version: bigint;
}

const ROW = Prisma.sql`users.id, kind::text, username, is_online AS "isOnline", chosen_status::text AS "chosenStatus",
  last_seen_at AS "lastSeenAt", presence_version AS version`;

/**
 * Presence as stored in the database: `users.is_online`, `last_seen_at` and a version that grows with every change others see,
 * in the order in which rows were locked. Blocks grow it too (`user_blocks`), so a reader of a version also knows from whom it
 * is hidden.
 */
@Injectable()
export class PresenceStore {
  constructor(private readonly database: Database) {}

  /**
   * Brings rows in line with the directory. The rows are locked before the directory is read, so that of two instances the
   * later one has the later truth.
   * @param look returns whether each of the users is online; users missing from its result stay as they are
   * @returns the users whose visible presence changed: guests are counted only, and users who appear offline are never included
   */
  async sync(
    userIds: string[],
    look: (userIds: string[]) => Promise<Map<string, boolean>>,
  ): Promise<PresenceUpdate[]> {
    return this.database.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM users WHERE id = ANY(${userIds}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
      const seen = await look(userIds);
      const [ids, states] = [[...seen.keys()], [...seen.values()]];
      // Version 0 and online: a new guest, who has not been announced yet.
      const rows = await tx.$queryRaw<Row[]>`
        UPDATE users SET is_online = seen.online,
          last_seen_at = CASE WHEN chosen_status = 'OFFLINE' THEN last_seen_at ELSE now() END,
          presence_version = presence_version + (kind = 'member' AND chosen_status <> 'OFFLINE')::int
        FROM unnest(${ids}::uuid[], ${states}::boolean[]) AS seen(id, online)
        WHERE users.id = seen.id AND (users.is_online IS DISTINCT FROM seen.online
          OR (seen.online AND kind = 'member' AND chosen_status <> 'OFFLINE' AND presence_version = 0))
        RETURNING ${ROW}`;
      return this.withBlocks(
        rows.filter((row) => row.kind === 'member' && row.chosenStatus !== 'OFFLINE'),
        tx,
      );
    });
  }

  /** A member as others see them now. */
  async find(userId: string): Promise<PresenceUpdate | undefined> {
    const rows = await this.database.$queryRaw<
      Row[]
    >`SELECT ${ROW} FROM users WHERE id = ${userId}::uuid AND kind = 'member'`;
    return (await this.withBlocks(rows, this.database))[0];
  }

  /** A member as one viewer sees them now: a user who has blocked the viewer looks offline. */
  async findAsSeenBy(userId: string, viewerId: string): Promise<PresenceChanged | undefined> {
    const rows = await this.database.$queryRaw<(Row & { isHidden: boolean })[]>`
      SELECT ${ROW}, blocker_id IS NOT NULL AS "isHidden"
      FROM users LEFT JOIN user_blocks ON blocker_id = users.id AND blocked_id = ${viewerId}::uuid
      WHERE users.id = ${userId}::uuid AND kind = 'member'`;
    const row = rows[0];
    if (!row) return undefined;
    return toChange(row.isHidden ? { ...row, isOnline: false, lastSeenAt: null } : row);
  }

  /** Members who are visibly online, most recent first. */
  async visible(limit: number): Promise<PresenceChanged[]> {
    const rows = await this.database.$queryRaw<Row[]>`
      SELECT ${ROW} FROM users
      WHERE is_online AND kind = 'member' AND account_status = 'active' AND chosen_status <> 'OFFLINE'
        ORDER BY last_seen_at DESC LIMIT ${limit}`;
    return rows.map(toChange);
  }

  /** By viewer, the users who have blocked them. */
  async hiddenFrom(viewerIds: string[]): Promise<Map<string, Set<string>>> {
    const rows = await this.database.$queryRaw<{ viewerId: string; userIds: string[] }[]>`
      SELECT blocked_id AS "viewerId", array_agg(blocker_id::text) AS "userIds" FROM user_blocks
      WHERE blocked_id = ANY(${viewerIds}::uuid[]) GROUP BY blocked_id`;
    return new Map(rows.map(({ viewerId, userIds }) => [viewerId, new Set(userIds)]));
  }

  /** All users stored as online. */
  async believedOnline(): Promise<string[]> {
    const rows = await this.database.$queryRaw<{ id: string }[]>`SELECT id FROM users WHERE is_online`;
    return rows.map((row) => row.id);
  }

  /** The rows' versions must have been read before: a block that came later has a later version. */
  private async withBlocks(rows: Row[], tx: Transaction): Promise<PresenceUpdate[]> {
    if (rows.length === 0) return [];
    const blocks = await tx.$queryRaw<{ userId: string; viewerIds: string[] }[]>`
      SELECT blocker_id AS "userId", array_agg(blocked_id::text) AS "viewerIds" FROM user_blocks
      WHERE blocker_id = ANY(${rows.map((row) => row.id)}::uuid[]) GROUP BY blocker_id`;
    const hidden = new Map(blocks.map(({ userId, viewerIds }) => [userId, viewerIds]));
    return rows.map((row) => ({ change: toChange(row), hiddenFrom: hidden.get(row.id) ?? [] }));
  }
}

function toChange(row: Row): PresenceChanged {
  return {
    userId: row.id,
    username: row.username,
    status: row.isOnline ? row.chosenStatus : 'OFFLINE',
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    version: Number(row.version),
  };
}
