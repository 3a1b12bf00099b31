import { Injectable } from '@nestjs/common';
import { type Account, AccountsService } from '../users/accounts.service.js';
import { hashOfToken, newOneTimeToken, PURPOSES, purposeOf, type TokenPurpose } from './one-time-token.js';
import { OneTimeTokensStore, type Transaction } from './one-time-tokens.store.js';

export type { Transaction } from './one-time-tokens.store.js';

const MAX_LIVE = 3;

/** The accounts that can still use one. */
const MAY_HAVE: Record<TokenPurpose, (account: Account) => boolean> = {
  password_reset: () => true,
  email_verification: ({ own }) => !own.emailVerified,
  invitation: ({ passwordHash }) => passwordHash === null,
};

/** A token that was presented and is worth something right now. */
export interface PresentedToken {
  hash: Uint8Array;
  purpose: TokenPurpose;
  /** Where it was sent, canonical. */
  email: string;
  account: Account;
}

/**
 * Tokens that go out by mail and work once. They die with the e-mail address they were sent to and with every change of the
 * password; at most three of a kind live.
 */
@Injectable()
export class OneTimeTokens {
  constructor(
    private readonly store: OneTimeTokensStore,
    private readonly accounts: AccountsService,
  ) {}

  /** For what is mailed, and what is changed or recorded in the same transaction. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.store.transaction(work);
  }

  /**
   * A new token for the account with this e-mail; undefined when no active account has it, or when the account cannot use one.
   */
  issue(purpose: TokenPurpose, email: string): Promise<{ token: string; account: Account } | undefined> {
    return this.store.transaction(async (tx) => {
      const account = await this.accounts.holdByEmail(email, tx);
      if (!account || !MAY_HAVE[purpose](account)) return undefined;
      const token = newOneTimeToken(purpose);
      const { ttlS } = PURPOSES[purpose];
      const row = { hash: hashOfToken(token), userId: account.own.id, purpose, email, ttlS, keep: MAX_LIVE };
      await this.store.insert(row, tx);
      return { token, account };
    });
  }

  /** Without using it up. Undefined when the token is unknown, used, expired, for another purpose, or of a blocked account. */
  async find(token: string, purposes: TokenPurpose[]): Promise<PresentedToken | undefined> {
    const purpose = purposeOf(token);
    if (!purpose || !purposes.includes(purpose)) return undefined;
    const hash = hashOfToken(token);
    const owner = await this.store.findLive(hash, purpose);
    if (!owner) return undefined;
    const account = await this.accounts.findByEmail(owner.email);
    const isTheirs = account?.isActive && account.own.id === owner.userId && MAY_HAVE[purpose](account);
    return isTheirs ? { hash, purpose, email: owner.email, account } : undefined;
  }

  /** Uses it up; false when a concurrent request just has. The caller must hold or change the account first. */
  use({ hash }: PresentedToken, tx: Transaction): Promise<boolean> {
    return this.store.use(hash, tx);
  }

  /** Whatever was mailed to the user so far works no longer. */
  voidAllOf(userId: string, tx: Transaction): Promise<void> {
    return this.store.deleteAllOf(userId, tx);
  }

  /** Tokens that can no longer be used. */
  deleteExpired(): Promise<void> {
    return this.store.deleteExpired();
  }
}
