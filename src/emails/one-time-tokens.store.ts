import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../platform/database/database.js';
import type { TokenPurpose } from './one-time-token.js';

export type { Transaction } from '../platform/database/database.js';

export interface TokenOwner {
  userId: string;
  /** Where it was sent, canonical. */
  email: string;
}

@Injectable()
export class OneTimeTokensStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  /** The caller holds the user, so that of tokens made at once none is overlooked. */
  async insert(
    token: { hash: Uint8Array; purpose: TokenPurpose; ttlS: number; keep: number } & TokenOwner,
    tx: Transaction,
  ): Promise<void> {
    const { hash, userId, purpose, email, ttlS, keep } = token;
    await tx.$executeRaw`
      INSERT INTO one_time_tokens (hash, user_id, purpose, email, created_at, expires_at)
      VALUES (${hash}, ${userId}::uuid, ${purpose}::token_purpose, ${email}, clock_timestamp(),
        now() + make_interval(secs => ${ttlS}))`;
    await tx.$executeRaw`
      DELETE FROM one_time_tokens WHERE hash IN (
        SELECT hash FROM one_time_tokens WHERE user_id = ${userId}::uuid AND purpose = ${purpose}::token_purpose
          AND hash <> ${hash}
        ORDER BY created_at DESC OFFSET ${keep - 1})`;
  }

  async findLive(hash: Uint8Array, purpose: TokenPurpose): Promise<TokenOwner | undefined> {
    const rows = await this.database.$queryRaw<TokenOwner[]>`
      SELECT user_id AS "userId", email FROM one_time_tokens
      WHERE hash = ${hash} AND purpose = ${purpose}::token_purpose AND used_at IS NULL AND expires_at > now()`;
    return rows[0];
  }

  /** @returns false for all but one of concurrent uses */
  async use(hash: Uint8Array, tx: Transaction): Promise<boolean> {
    const count = await tx.$executeRaw`
      UPDATE one_time_tokens SET used_at = clock_timestamp() WHERE hash = ${hash} AND used_at IS NULL
        AND expires_at > now()`;
    return count === 1;
  }

  async deleteAllOf(userId: string, tx: Transaction): Promise<void> {
    await tx.$executeRaw`DELETE FROM one_time_tokens WHERE user_id = ${userId}::uuid`;
  }

  async deleteExpired(): Promise<void> {
    await this.database.upkeep
      .$executeRaw`DELETE FROM one_time_tokens WHERE expires_at < now() - make_interval(days => 1)`;
  }
}
