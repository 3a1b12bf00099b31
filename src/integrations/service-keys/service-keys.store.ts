import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { Scope } from '../../platform/access/principal.js';
import type { ServiceKeyInfo } from '../integrations.protocol.js';

export type { Transaction } from '../../platform/database/database.js';

export interface NewServiceKey {
  id: string;
  hash: Uint8Array;
  hint: string;
  name: string;
  scopes: Scope[];
  createdBy: string;
  expiresAt: Date | null;
}

/** The fields that decide whether a key is valid. */
export interface KnownKey {
  id: string;
  scopes: Scope[];
  isRevoked: boolean;
  isExpired: boolean;
  /** Whether its last use was noted longer than a minute ago. */
  isStale: boolean;
}

interface Row extends Omit<ServiceKeyInfo, 'createdAt' | 'expiresAt' | 'lastUsedAt'> {
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/** Any number: held while a key is made, so that there are never more than allowed. */
const LOCK = 7_270_736_902n;

@Injectable()
export class ServiceKeysStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  /** Those that were not revoked, the latest first. */
  async list(): Promise<ServiceKeyInfo[]> {
    const rows = await this.database.$queryRaw<Row[]>`
      SELECT id, name, hint, scopes, created_at AS "createdAt", created_by AS "createdBy", expires_at AS "expiresAt",
        last_used_at AS "lastUsedAt"
      FROM service_keys WHERE revoked_at IS NULL ORDER BY created_at DESC, id`;
    return rows.map(asInfo);
  }

  /** How many there are; nobody makes another until the transaction ends. */
  async holdCount(tx: Transaction): Promise<number> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    return tx.serviceKey.count({ where: { revokedAt: null } });
  }

  async insert(key: NewServiceKey, tx: Transaction): Promise<ServiceKeyInfo> {
    const row = await tx.serviceKey.create({ data: { ...key, hash: new Uint8Array(key.hash) } });
    return asInfo({ ...row, scopes: row.scopes as ServiceKeyInfo['scopes'] });
  }

  /** @returns whether it was in use until now */
  async revoke(id: string, tx: Transaction): Promise<boolean> {
    const where = { id, revokedAt: null };
    return (await tx.serviceKey.updateMany({ where, data: { revokedAt: new Date() } })).count === 1;
  }

  /** By the database's clock, and queried each time: a revoked key stops working at once, everywhere. */
  async find(hash: Uint8Array): Promise<KnownKey | undefined> {
    const rows = await this.database.$queryRaw<KnownKey[]>`
      SELECT id, scopes, revoked_at IS NOT NULL AS "isRevoked", coalesce(expires_at <= now(), false) AS "isExpired",
        coalesce(last_used_at < now() - interval '1 minute', true) AS "isStale"
      FROM service_keys WHERE hash = ${hash}`;
    return rows[0];
  }

  async use(id: string): Promise<void> {
    await this.database.$executeRaw`
      UPDATE service_keys SET last_used_at = now() WHERE id = ${id}::uuid
        AND coalesce(last_used_at < now() - interval '1 minute', true)`;
  }
}

function asInfo(row: Row): ServiceKeyInfo {
  const { id, name, hint, scopes, createdBy } = row;
  return {
    id,
    name,
    hint,
    scopes,
    createdAt: row.createdAt.toISOString(),
    createdBy,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
