import { Injectable } from '@nestjs/common';
import { EmailProofStore, type Transaction } from './email-proof.store.js';

/** An account elsewhere that signs in to an account here. */
export interface LinkedIdentity {
  provider: string;
  linkedAt: string;
  lastUsedAt: string;
}

/**
 * Proofs that mail to an account's e-mail reaches its owner. Until the first one, any person may have created the account with
 * someone else's e-mail, so other sign-in methods are removed by it; see decision 31.
 */
@Injectable()
export class EmailProofs {
  constructor(private readonly store: EmailProofStore) {}

  /**
   * Marks the e-mail address as proven. Holds the account until the transaction ends.
   * @param email canonical, as the mail was sent to
   * @returns whether it was the first proof, and which providers no longer sign in because of that; undefined when the
   * account has another e-mail address by now, or is not active
   */
  async record(
    userId: string,
    email: string,
    tx: Transaction,
  ): Promise<{ isFirst: boolean; removed: string[] } | undefined> {
    const proof = await this.store.mark(userId, email, tx);
    if (!proof) return undefined;
    const removed = proof.isFirst ? await this.store.removeIdentities(userId, tx) : [];
    return { ...proof, removed };
  }

  /** The accounts elsewhere that sign in. */
  async identities(userId: string, tx: Transaction): Promise<LinkedIdentity[]> {
    const rows = await this.store.identities(userId, tx);
    return rows.map(({ provider, createdAt, lastUsedAt }) => ({
      provider,
      linkedAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
    }));
  }
}
