import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { RevocationTruth } from './revocation/revocation-list.js';
import type { RevokeReason } from './sessions.events.js';

export interface NewSession {
  id: string;
  userId: string;
  credentialVersion: number;
  idleS: number;
  absoluteS: number;
  /** When other than configured; refreshing keeps it. */
  idleTtlS: number | null;
  ip: string;
  userAgent: string | null;
  refreshTokenHash: Uint8Array;
}

export interface LivingSession {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  ip: string;
  userAgent: string | null;
}

export interface KnownSession extends LivingSession {
  /** Null for one that lives or ran out. */
  endedAt: Date | null;
  endReason: string | null;
}

export type { Transaction } from '../platform/database/database.js';

/** A revocation that may not have reached every instance yet. */
export interface OutboxRow {
  id: bigint;
  sessionId: string;
  userId: string;
  reason: string;
  createdAt: Date;
}

const LONG_REVOKED_AFTER_S = 5;
const TRANSACTION = { maxWait: 5000, timeout: 15_000 };

@Injectable()
export class SessionsStore implements RevocationTruth {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work, TRANSACTION);
  }

  async insert(session: NewSession, tx: Transaction): Promise<void> {
    await tx.$executeRaw`
      WITH opened AS (
        INSERT INTO sessions (id, user_id, credential_version, idle_ttl_s, idle_expires_at, absolute_expires_at, ip,
          user_agent)
        VALUES (${session.id}::uuid, ${session.userId}::uuid, ${session.credentialVersion}, ${session.idleTtlS},
          now() + make_interval(secs => ${session.idleTtlS ?? session.idleS}),
            now() + make_interval(secs => ${session.absoluteS}), ${session.ip}, ${session.userAgent}) RETURNING id)
      INSERT INTO refresh_tokens (hash, session_id, generation) SELECT ${session.refreshTokenHash}, id, 0 FROM opened`;
  }

  /** How long ago it began, and the idle time it was given. */
  async find(sessionId: string): Promise<{ ageS: number; idleTtlS: number | null } | undefined> {
    const rows = await this.database.$queryRaw<{ ageS: number; idleTtlS: number | null }[]>`
      SELECT extract(epoch FROM now() - created_at)::float8 AS "ageS", idle_ttl_s AS "idleTtlS" FROM sessions
        WHERE id = ${sessionId}::uuid`;
    return rows[0];
  }

  /** Ends one session. Idempotent. */
  revoke(sessionId: string, reason: RevokeReason, tx: Transaction): Promise<OutboxRow[]> {
    return revokeWhere(tx, Prisma.sql`id = ${sessionId}::uuid`, reason);
  }

  revokeAllOf(
    userId: string,
    except: string | null,
    reason: RevokeReason,
    tx: Transaction,
  ): Promise<OutboxRow[]> {
    return revokeWhere(
      tx,
      Prisma.sql`user_id = ${userId}::uuid AND id IS DISTINCT FROM ${except}::uuid`,
      reason,
    );
  }

  /** Ends every active session of all users; none begins or is refreshed meanwhile. */
  async revokeEverything(reason: RevokeReason, tx: Transaction): Promise<OutboxRow[]> {
    await tx.$executeRaw`LOCK TABLE sessions IN EXCLUSIVE MODE`;
    return revokeWhere(tx, Prisma.sql`least(idle_expires_at, absolute_expires_at) > now()`, reason);
  }

  /** Ends the longest unused sessions of a user beyond the `keep` most recent ones. */
  revokeBeyond(keep: number, userId: string, reason: RevokeReason, tx: Transaction): Promise<OutboxRow[]> {
    return revokeWhere(
      tx,
      Prisma.sql`id IN (SELECT id FROM sessions WHERE user_id = ${userId}::uuid AND revoked_at IS NULL
        AND least(idle_expires_at, absolute_expires_at) > now()
        ORDER BY last_used_at DESC, id OFFSET ${keep})`,
      reason,
    );
  }

  /** Living sessions, the latest used first. */
  living(userId: string): Promise<LivingSession[]> {
    return this.database.$queryRaw`
      SELECT id, created_at AS "createdAt", last_used_at AS "lastUsedAt", coalesce(ip, '') AS ip,
        user_agent AS "userAgent" FROM sessions
      WHERE user_id = ${userId}::uuid AND revoked_at IS NULL AND least(idle_expires_at, absolute_expires_at) > now()
        ORDER BY last_used_at DESC, id`;
  }

  /** A page of all that are still known, ended ones included, the latest first. */
  async all(userId: string, after: KnownSession | undefined, limit: number): Promise<KnownSession[]> {
    const older = after
      ? Prisma.sql`AND (created_at, id) < (${after.createdAt}, ${after.id}::uuid)`
      : Prisma.empty;
    return this.database.$queryRaw`
      SELECT id, created_at AS "createdAt", last_used_at AS "lastUsedAt", coalesce(ip, '') AS ip,
        user_agent AS "userAgent",
        revoked_at AS "endedAt", revoke_reason AS "endReason" FROM sessions WHERE user_id = ${userId}::uuid ${older}
          ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
  }

  /** Ends a session if it is this user's. */
  revokeOwn(sessionId: string, userId: string, reason: RevokeReason, tx: Transaction): Promise<OutboxRow[]> {
    return revokeWhere(tx, Prisma.sql`id = ${sessionId}::uuid AND user_id = ${userId}::uuid`, reason);
  }

  /** Ended sessions are kept as a record that they have ended, which needs neither tokens nor IP addresses. */
  async anonymise(userId: string, tx: Transaction): Promise<void> {
    await tx.$executeRaw`DELETE FROM refresh_tokens
      WHERE session_id IN (SELECT id FROM sessions WHERE user_id = ${userId}::uuid)`;
    await tx.$executeRaw`UPDATE sessions SET ip = NULL, user_agent = NULL WHERE user_id = ${userId}::uuid`;
  }

  async findByRefreshToken(hash: Uint8Array): Promise<string | undefined> {
    const rows = await this.database.$queryRaw<
      { id: string }[]
    >`SELECT session_id AS id FROM refresh_tokens WHERE hash = ${hash}`;
    return rows[0]?.id;
  }

  async findLivingByRefreshToken(
    hash: Uint8Array,
  ): Promise<{ sessionId: string; userId: string } | undefined> {
    const rows = await this.database.$queryRaw<{ sessionId: string; userId: string }[]>`
      SELECT s.id AS "sessionId", s.user_id AS "userId" FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
      WHERE t.hash = ${hash} AND s.revoked_at IS NULL AND least(s.idle_expires_at, s.absolute_expires_at) > now()`;
    return rows[0];
  }

  async isRevoked(sessionId: string): Promise<boolean> {
    const rows = await this.database.$queryRaw<
      unknown[]
    >`SELECT 1 FROM sessions WHERE id = ${sessionId}::uuid AND revoked_at IS NULL`;
    return rows.length === 0;
  }

  async findRevokedSince(sinceS: number): Promise<string[]> {
    const rows = await this.database.$queryRaw<
      { id: string }[]
    >`SELECT id FROM sessions WHERE revoked_at > now() - make_interval(secs => ${sinceS})`;
    return rows.map((row) => row.id);
  }

  /** Sessions that can still be refreshed, of all users. Reads every session that was not revoked: not for each request. */
  async countLiving(): Promise<number> {
    const rows = await this.database.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM sessions WHERE revoked_at IS NULL
        AND least(idle_expires_at, absolute_expires_at) > now()`;
    return rows[0]!.count;
  }

  /** Deletes sessions that ended long ago, with their refresh tokens. */
  async deleteOlderThan(keepDays: number): Promise<void> {
    await this.database.upkeep
      .$executeRaw`DELETE FROM sessions WHERE absolute_expires_at < now() - make_interval(days => ${keepDays})`;
    await this.database.upkeep
      .$executeRaw`DELETE FROM auth_outbox WHERE sent_at < now() - make_interval(days => ${keepDays})`;
  }

  /**
   * Those that are revoked, expired or deleted; the user of a deleted one is unknown (''). `isLongRevoked`: it was revoked so long
   * ago that every instance should have received the event.
   */
  async findEndedAmong(
    sessionIds: string[],
    tx: Transaction = this.database,
  ): Promise<{ sessionId: string; userId: string; isLongRevoked: boolean }[]> {
    return tx.$queryRaw`
      SELECT asked.id AS "sessionId", coalesce(s.user_id::text, '') AS "userId",
        coalesce(s.revoked_at < now() - make_interval(secs => ${LONG_REVOKED_AFTER_S}), false) AS "isLongRevoked"
          FROM unnest(${sessionIds}::uuid[]) AS asked (id) LEFT JOIN sessions s ON s.id = asked.id
      WHERE s.id IS NULL OR s.revoked_at IS NOT NULL OR least(s.idle_expires_at, s.absolute_expires_at) <= now()`;
  }
}

/** The end of the sessions and the outbox rows that announce it, in one statement. */
function revokeWhere(tx: Transaction, condition: Prisma.Sql, reason: RevokeReason): Promise<OutboxRow[]> {
  return tx.$queryRaw`
    WITH ended AS (
      UPDATE sessions SET revoked_at = clock_timestamp(), revoke_reason = ${reason} WHERE revoked_at IS NULL
        AND ${condition} RETURNING id, user_id)
    INSERT INTO auth_outbox (session_id, user_id, reason) SELECT id, user_id, ${reason} FROM ended
    RETURNING id, session_id AS "sessionId", user_id AS "userId", reason, created_at AS "createdAt"`;
}
