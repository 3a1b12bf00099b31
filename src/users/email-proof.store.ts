import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/database.js';

export type { Transaction } from '../platform/database/database.js';

/** The changes that the proof of an e-mail makes to an account. Every write joins the caller's transaction. */
@Injectable()
export class EmailProofStore {
  /**
   * Holds the account and marks its e-mail address as proven.
   * @returns whether it was the first proof; undefined when the account has another e-mail address by now, or is not active
   */
  async mark(id: string, emailCanonical: string, tx: Transaction): Promise<{ isFirst: boolean } | undefined> {
    const rows = await tx.$queryRaw<{ isFirst: boolean }[]>`
      WITH held AS (
        SELECT id AS held_id, email_verified_at IS NULL AS is_first FROM users
        WHERE id = ${id}::uuid AND email_canonical = ${emailCanonical} AND account_status = 'active' FOR NO KEY UPDATE)
      UPDATE users SET email_verified_at = coalesce(email_verified_at, now()) FROM held WHERE id = held_id
        RETURNING is_first AS "isFirst"`;
    return rows[0];
  }

  /** @returns the providers of the accounts elsewhere that no longer sign in. Hold the user first. */
  async removeIdentities(userId: string, tx: Transaction): Promise<string[]> {
    const rows = await tx.$queryRaw<{ provider: string }[]>`
      DELETE FROM oauth_identities WHERE user_id = ${userId}::uuid RETURNING provider`;
    return rows.map(({ provider }) => provider).sort();
  }

  /** Accounts elsewhere that sign in, the oldest link first. */
  async identities(
    userId: string,
    tx: Transaction,
  ): Promise<{ provider: string; createdAt: Date; lastUsedAt: Date }[]> {
    return tx.$queryRaw`
      SELECT provider, created_at AS "createdAt", last_used_at AS "lastUsedAt" FROM oauth_identities
      WHERE user_id = ${userId}::uuid ORDER BY created_at, provider`;
  }
}
