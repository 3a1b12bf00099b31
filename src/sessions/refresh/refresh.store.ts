import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { sessionErrors } from '../sessions.errors.js';

/** A refresh token, its session and the database's idea of now, as they are while the session is locked. */
export interface RefreshState {
  sessionId: string;
  userId: string;
  credentialVersion: number;
  generation: number;
  rotatedAt: Date | null;
  successorSealed: Uint8Array | null;
  /** Whether it came in a cookie when it was exchanged. */
  rotatedByCookie: boolean;
  replays: number;
  headGeneration: number;
  revoked: boolean;
  expiresAt: Date;
  absoluteExpiresAt: Date;
  /** Seconds without use after which the session ends, when other than configured. */
  idleTtlS: number | null;
  now: Date;
}

const LOCK_TIMEOUT = '5s';
/** PostgreSQL: lock_not_available. */
const LOCK_NOT_AVAILABLE = '55P03';
const TRANSACTION = { maxWait: 5000, timeout: 15_000 };

@Injectable()
export class RefreshStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work, TRANSACTION);
  }

  /**
   * Locks the session of a token until the transaction ends.
   * @returns whether another transaction held the lock on arrival, or undefined for an unknown token
   * @throws refresh_in_progress when that one does not release it in time
   */
  async lockSession(hash: Uint8Array, tx: Transaction): Promise<{ waited: boolean } | undefined> {
    const select = Prisma.sql`SELECT 1 FROM sessions
      WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = ${hash})`;
    if ((await tx.$queryRaw<unknown[]>`${select} FOR UPDATE SKIP LOCKED`).length > 0)
      return { waited: false };
    if ((await tx.$queryRaw<unknown[]>`${select}`).length === 0) return undefined;
    await tx.$executeRaw`SELECT set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`;
    try {
      const rows = await tx.$queryRaw<unknown[]>`${select} FOR UPDATE`;
      return rows.length > 0 ? { waited: true } : undefined;
    } catch (error) {
      if (JSON.stringify([String(error), error]).includes(LOCK_NOT_AVAILABLE))
        throw sessionErrors.refresh_in_progress({ cause: error, retryAfterMs: 1000 });
      throw error;
    }
  }

  async read(hash: Uint8Array, tx: Transaction): Promise<RefreshState | undefined> {
    const rows = await tx.$queryRaw<RefreshState[]>`
      SELECT s.id AS "sessionId", s.user_id AS "userId", s.credential_version AS "credentialVersion", t.generation,
        t.rotated_at AS "rotatedAt",
        t.successor_sealed AS "successorSealed", t.replays, t.rotated_by_cookie AS "rotatedByCookie",
          s.revoked_at IS NOT NULL AS revoked, least(s.idle_expires_at, s.absolute_expires_at) AS "expiresAt",
        s.absolute_expires_at AS "absoluteExpiresAt", s.idle_ttl_s AS "idleTtlS",
          (SELECT max(generation) FROM refresh_tokens WHERE session_id = s.id) AS "headGeneration",
        clock_timestamp() AS now
      FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ${hash}`;
    return rows[0];
  }

  /** Puts the next generation in place of a token; the last statement before the commit. */
  async rotate(
    hash: Uint8Array,
    next: { hash: Uint8Array; sealed: Uint8Array; idleS: number; byCookie: boolean },
    tx: Transaction,
  ): Promise<void> {
    await tx.$executeRaw`
      WITH rotated AS (
        UPDATE refresh_tokens SET rotated_at = clock_timestamp(), successor_sealed = ${next.sealed},
          rotated_by_cookie = ${next.byCookie} WHERE hash = ${hash} RETURNING session_id, generation),
      grown AS (
        INSERT INTO refresh_tokens (hash, session_id, generation) SELECT ${next.hash}, session_id, generation + 1
          FROM rotated),
      closed AS (
        UPDATE refresh_tokens t SET successor_sealed = NULL FROM rotated WHERE t.session_id = rotated.session_id
          AND t.generation = rotated.generation - 1)
      UPDATE sessions s SET last_used_at = now(),
        idle_expires_at = least(now() + make_interval(secs => coalesce(s.idle_ttl_s, ${next.idleS})),
        s.absolute_expires_at)
      FROM rotated WHERE s.id = rotated.session_id`;
  }

  async countReplay(hash: Uint8Array, tx: Transaction): Promise<void> {
    await tx.$executeRaw`UPDATE refresh_tokens SET replays = replays + 1 WHERE hash = ${hash}`;
  }
}
