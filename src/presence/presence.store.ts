import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { PresenceChanged } from './presence.protocol.js';

interface Row {
  id: string;
  username: string;
  isOnline: boolean;
  chosenStatus: PresenceChanged['status'];
  lastSeenAt: Date | null;
  version: bigint;
}

/** Presence as the database remembers it: `users.is_online`, `last_seen_at` and a version that grows with every change. */
@Injectable()
export class PresenceStore {
  constructor(private readonly database: Database) {}

  /**
   * Brings rows in line with the directory. The rows are locked before the directory is asked, so that of two
   * instances the later one has the later truth.
   * @param look answers which of the users are online
   * @returns who changed before the eyes of others: who appears offline comes and goes without a trace
   */
  async sync(
    userIds: string[],
    look: (userIds: string[]) => Promise<Set<string>>,
  ): Promise<PresenceChanged[]> {
    return this.database.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM users WHERE id = ANY(${userIds}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
      const online = await look(userIds);
      const states = userIds.map((id) => online.has(id));
      const rows = await tx.$queryRaw<Row[]>`
        UPDATE users SET is_online = seen.online,
          last_seen_at = CASE WHEN chosen_status = 'OFFLINE' THEN last_seen_at ELSE now() END,
          presence_version = presence_version + (chosen_status <> 'OFFLINE')::int
        FROM unnest(${userIds}::uuid[], ${states}::boolean[]) AS seen(id, online)
        WHERE users.id = seen.id AND users.is_online IS DISTINCT FROM seen.online
        RETURNING users.id, username, is_online AS "isOnline", chosen_status::text AS "chosenStatus", last_seen_at AS "lastSeenAt", presence_version AS version`;
      return rows.filter((row) => row.chosenStatus !== 'OFFLINE').map(toChange);
    });
  }

  /** After a status was chosen: the next version, or undefined when the user is gone. */
  async bump(userId: string): Promise<PresenceChanged | undefined> {
    const rows = await this.database.$queryRaw<Row[]>`
      UPDATE users SET presence_version = presence_version + 1, last_seen_at = CASE WHEN is_online THEN now() ELSE last_seen_at END
      WHERE id = ${userId}::uuid
      RETURNING id, username, is_online AS "isOnline", chosen_status::text AS "chosenStatus", last_seen_at AS "lastSeenAt", presence_version AS version`;
    return rows[0] && toChange(rows[0]);
  }

  /** Members who show themselves, most recent first. */
  async visible(limit: number): Promise<PresenceChanged[]> {
    const rows = await this.database.$queryRaw<Row[]>`
      SELECT id, username, is_online AS "isOnline", chosen_status::text AS "chosenStatus", last_seen_at AS "lastSeenAt", presence_version AS version
      FROM users WHERE is_online AND kind = 'member' AND account_status = 'active' AND chosen_status <> 'OFFLINE' ORDER BY last_seen_at DESC LIMIT ${limit}`;
    return rows.map(toChange);
  }

  /** Everybody the database believes online. */
  async believedOnline(): Promise<string[]> {
    const rows = await this.database.$queryRaw<{ id: string }[]>`SELECT id FROM users WHERE is_online`;
    return rows.map((row) => row.id);
  }

  /** Which of these are members; guests are counted, not listed. */
  async members(userIds: string[]): Promise<Set<string>> {
    const rows = await this.database.$queryRaw<
      { id: string }[]
    >`SELECT id FROM users WHERE id = ANY(${userIds}::uuid[]) AND kind = 'member'`;
    return new Set(rows.map((row) => row.id));
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
