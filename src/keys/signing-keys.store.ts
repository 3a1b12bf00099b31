import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../platform/database/database.js';
import type { NewSigningKey } from './signing-key.js';
import type { KeyLife } from './signing-keys.policy.js';

export type { Transaction } from '../platform/database/database.js';

export interface SigningKeyRow extends NewSigningKey, KeyLife {
  createdAt: Date;
  activatedAt: Date | null;
  retiredAt: Date | null;
}

/** Any number: held while the keys change, so that of several instances exactly one acts. */
const LOCK = 7_270_736_901n;
/** Ending every session takes longer than ending one. */
const TRANSACTION = { maxWait: 5000, timeout: 60_000 };

@Injectable()
export class SigningKeysStore {
  constructor(private readonly database: Database) {}

  /** The oldest first. */
  findAll(tx: Transaction = this.database): Promise<SigningKeyRow[]> {
    return tx.$queryRaw`
      SELECT kid, algorithm, public_jwk AS "publicJwk", private_sealed AS "privateSealed", status::text,
        created_at AS "createdAt",
        activated_at AS "activatedAt", retired_at AS "retiredAt",
        extract(epoch FROM clock_timestamp() - created_at)::float8 AS "publishedForS",
        CASE status WHEN 'active'
          THEN extract(epoch FROM clock_timestamp() - coalesce(activated_at, created_at))::float8 END AS "activeForS",
        CASE status WHEN 'retired'
          THEN extract(epoch FROM clock_timestamp() - coalesce(retired_at, created_at))::float8 END AS "retiredForS"
      FROM signing_keys ORDER BY created_at, kid`;
  }

  /** A transaction that changes keys; they go one after the other. */
  change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(async (tx) => {
      // Keys are made inside it.
      await tx.$executeRaw`SELECT set_config('lock_timeout', '15s', true),
        set_config('idle_in_transaction_session_timeout', '60s', true)`;
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
      return work(tx);
    }, TRANSACTION);
  }

  async insert(key: NewSigningKey, status: 'next' | 'active', tx: Transaction): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO signing_keys (kid, algorithm, public_jwk, private_sealed, status, created_at, activated_at)
      VALUES (${key.kid}, ${key.algorithm}, ${JSON.stringify(key.publicJwk)}::jsonb, ${key.privateSealed},
        ${status}::signing_key_status,
        clock_timestamp(), CASE WHEN ${status} = 'active' THEN clock_timestamp() END)`;
  }

  /** The next key signs from now on. The one before it only verifies, so its private part is erased. */
  async promoteNext(tx: Transaction): Promise<void> {
    await tx.$executeRaw`
      UPDATE signing_keys SET status = 'retired', retired_at = clock_timestamp(), private_sealed = ''
        WHERE status = 'active'`;
    await tx.$executeRaw`
      UPDATE signing_keys SET status = 'active', activated_at = clock_timestamp() WHERE status = 'next'`;
  }

  async deleteRetired(olderThanS: number, tx: Transaction): Promise<void> {
    await tx.$executeRaw`
      DELETE FROM signing_keys WHERE status = 'retired'
        AND coalesce(retired_at, created_at) <= clock_timestamp() - make_interval(secs => ${olderThanS})`;
  }

  async deleteAll(tx: Transaction): Promise<void> {
    await tx.$executeRaw`DELETE FROM signing_keys`;
  }
}
