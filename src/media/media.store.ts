import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Media } from './media.protocol.js';

export type { Transaction } from '../platform/database/database.js';

/** A medium without its URL, which is signed anew each time. */
export type StoredMedia = Omit<Media, 'url' | 'createdAt'> & {
  createdAt: Date;
  ownerId: string;
  claimedAt: Date | null;
};

const MEDIA = Prisma.sql`m.id, m.owner_id AS "ownerId", m.content_type AS "contentType", m.bytes, m.width, m.height,
  m.created_at AS "createdAt", m.claimed_at AS "claimedAt"`;
/** An arbitrary number: the instance that holds this lock sweeps. */
const SWEEP_LOCK = 7_465_001;

@Injectable()
export class MediaStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  /** Uploads of one user come one after the other here. @returns false when they would take more than `mostBytes` in all */
  insert(
    media: Omit<StoredMedia, 'createdAt' | 'claimedAt'>,
    mostBytes: number,
  ): Promise<{ createdAt: Date } | undefined> {
    return this.database.$transaction(async (tx) => {
      const { id, ownerId, contentType, bytes, width, height } = media;
      await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${ownerId}::uuid FOR NO KEY UPDATE`;
      const rows = await tx.$queryRaw<{ createdAt: Date }[]>`
        INSERT INTO media (id, owner_id, content_type, bytes, width, height)
        SELECT ${id}::uuid, ${ownerId}::uuid, ${contentType}::text, ${bytes}::int, ${width}::int, ${height}::int
        WHERE ${bytes}::bigint + (SELECT coalesce(sum(bytes), 0) FROM media WHERE owner_id = ${ownerId}::uuid
          AND released_at IS NULL) <= ${mostBytes}::bigint
        RETURNING created_at AS "createdAt"`;
      return rows[0];
    });
  }

  /** Undefined also when it was released, or when its owner may not be seen. */
  async find(id: string): Promise<StoredMedia | undefined> {
    const rows = await this.database.$queryRaw<StoredMedia[]>`
      SELECT ${MEDIA} FROM media m JOIN users u ON u.id = m.owner_id
      WHERE m.id = ${id}::uuid AND m.released_at IS NULL AND u.account_status = 'active'`;
    return rows[0];
  }

  /** By id, without those that were released. */
  findAll(ids: string[], tx: Transaction = this.database): Promise<StoredMedia[]> {
    return tx.$queryRaw<StoredMedia[]>`
      SELECT ${MEDIA} FROM media m WHERE m.id = ANY(${ids}::uuid[]) AND m.released_at IS NULL
        AND m.owner_id IS NOT NULL`;
  }

  /** A page of a user's uploads, oldest first. */
  of(ownerId: string, last: StoredMedia | undefined, limit: number): Promise<StoredMedia[]> {
    const further = last
      ? Prisma.sql`AND (m.created_at, m.id) > (${last.createdAt}::timestamptz, ${last.id}::uuid)`
      : Prisma.empty;
    return this.database.$queryRaw<StoredMedia[]>`
      SELECT ${MEDIA} FROM media m WHERE m.owner_id = ${ownerId}::uuid AND m.released_at IS NULL ${further}
      ORDER BY m.created_at, m.id LIMIT ${limit}`;
  }

  /** For several owners at once, in the order of ids, so that two transactions that want the same rows do not deadlock. */
  claimEach(wanted: { id: string; ownerId: string }[], tx: Transaction): Promise<StoredMedia[]> {
    const column = (name: 'id' | 'ownerId') => wanted.map((one) => one[name]);
    return tx.$queryRaw<StoredMedia[]>`
      WITH free AS (
        SELECT m.id FROM unnest(${column('id')}::uuid[], ${column('ownerId')}::uuid[]) AS w(id, owner_id)
        JOIN media m ON m.id = w.id AND m.owner_id = w.owner_id
        WHERE claimed_at IS NULL AND released_at IS NULL ORDER BY m.id FOR UPDATE OF m)
      UPDATE media m SET claimed_at = now() FROM free WHERE m.id = free.id RETURNING ${MEDIA}`;
  }

  /** @returns those that were the owner's and nobody's yet */
  async claim(ids: string[], ownerId: string, tx: Transaction): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      UPDATE media SET claimed_at = now()
      WHERE id = ANY(${ids}::uuid[]) AND owner_id = ${ownerId}::uuid AND claimed_at IS NULL AND released_at IS NULL
        RETURNING id`;
    return rows.map(({ id }) => id);
  }

  async release(ids: string[], tx: Transaction = this.database): Promise<number> {
    return tx.$executeRaw`UPDATE media SET released_at = now() WHERE id = ANY(${ids}::uuid[]) AND released_at IS NULL`;
  }

  /** @returns false when something refers to it by now */
  async releaseOrphan(id: string): Promise<boolean> {
    const count = await this.database.$executeRaw`
      UPDATE media SET released_at = now() WHERE id = ${id}::uuid AND claimed_at IS NULL AND released_at IS NULL`;
    return count === 1;
  }

  async releaseAllOf(ownerId: string, tx: Transaction): Promise<void> {
    await tx.$executeRaw`UPDATE media SET released_at = now() WHERE owner_id = ${ownerId}::uuid
      AND released_at IS NULL`;
  }

  /**
   * Releases media that nothing has referred to for so many seconds, and those that lost their owner.
   * @returns some that are to be removed; none while another instance sweeps
   */
  collectable(orphanAgeS: number, limit: number): Promise<string[]> {
    return this.database.$transaction(async (tx) => {
      const [lock] = await tx.$queryRaw<
        { free: boolean }[]
      >`SELECT pg_try_advisory_xact_lock(${SWEEP_LOCK}) AS free`;
      if (!lock!.free) return [];
      await tx.$executeRaw`
        UPDATE media SET released_at = now() WHERE released_at IS NULL
          AND (owner_id IS NULL OR claimed_at IS NULL AND created_at < now() - make_interval(secs => ${orphanAgeS}))`;
      const rows = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM media WHERE released_at IS NOT NULL ORDER BY released_at LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    });
  }

  async remove(id: string): Promise<void> {
    await this.database.$executeRaw`DELETE FROM media WHERE id = ${id}::uuid AND released_at IS NOT NULL`;
  }

  async bytesStored(): Promise<number> {
    const rows = await this.database.$queryRaw<
      { bytes: bigint }[]
    >`SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM media`;
    return Number(rows[0]!.bytes);
  }
}
