import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../platform/database/database.js';

export interface IdentityRow {
  provider: string;
  createdAt: Date;
  lastUsedAt: Date;
}

/** Accounts elsewhere and whose they are. */
@Injectable()
export class OauthIdentitiesStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  /** Two concurrent callbacks of the same identity are handled one after the other. */
  async lock(provider: string, subject: string, tx: Transaction): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`oauth:${provider}:${subject}`}, 0))`;
  }

  /** Whose it is. */
  async find(provider: string, subject: string, tx: Transaction): Promise<string | undefined> {
    const rows = await tx.$queryRaw<{ userId: string }[]>`
      SELECT user_id AS "userId" FROM oauth_identities WHERE provider = ${provider} AND subject = ${subject}`;
    return rows[0]?.userId;
  }

  /** Records its use; false when it was unlinked. Lock its user first, as unlinking does. */
  async use(provider: string, subject: string, tx: Transaction): Promise<boolean> {
    const count =
      await tx.$executeRaw`UPDATE oauth_identities SET last_used_at = now() WHERE provider = ${provider}
        AND subject = ${subject}`;
    return count === 1;
  }

  /** @returns false when it is linked already, or another one of the same provider is linked to the user */
  async insert(provider: string, subject: string, userId: string, tx: Transaction): Promise<boolean> {
    const count = await tx.$executeRaw`
      INSERT INTO oauth_identities (provider, subject, user_id) VALUES (${provider}, ${subject}, ${userId}::uuid)
        ON CONFLICT DO NOTHING`;
    return count === 1;
  }

  async delete(provider: string, userId: string, tx: Transaction): Promise<void> {
    await tx.$executeRaw`DELETE FROM oauth_identities WHERE provider = ${provider} AND user_id = ${userId}::uuid`;
  }

  of(userId: string, tx: Transaction = this.database): Promise<IdentityRow[]> {
    return tx.$queryRaw`
      SELECT provider, created_at AS "createdAt", last_used_at AS "lastUsedAt" FROM oauth_identities
        WHERE user_id = ${userId}::uuid ORDER BY created_at, provider`;
  }
}
