import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { lineOf, trimmed } from '../platform/text/visible-text.js';
import { type Account, AccountsService, type MemberNames } from './accounts.service.js';
import { EmailProofs } from './email-proof.service.js';
import { canonicalEmail } from './email.policy.js';
import { canonicalUsername, usernameLike } from './username.policy.js';
import { DISPLAY_NAME_MAX_LENGTH } from './users.protocol.js';
import type { Transaction } from './users.store.js';

/** The profile that another service gives of a user without an account here. */
export interface ProvisionedAccount {
  login: string;
  displayName?: string;
  email?: string;
  emailVerified: boolean;
}

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const NAME_ATTEMPTS = 5;

/** Members who come from another service: they chose neither a name nor a password here. */
@Injectable()
export class Provisioning {
  constructor(
    private readonly accounts: AccountsService,
    private readonly proofs: EmailProofs,
  ) {}

  /** The account with their e-mail, if that is valid here and an account has it. */
  async holderOf({ email }: ProvisionedAccount, tx: Transaction): Promise<Account | undefined> {
    const emailCanonical = canonical(email);
    return emailCanonical === undefined ? undefined : this.accounts.findByEmail(emailCanonical, tx);
  }

  /**
   * Without a password, under a username derived from their name there. An e-mail that the other service has not verified may
   * be anyone's: the account does not get it.
   * @throws email_taken
   */
  async create(profile: ProvisionedAccount, tx: Transaction): Promise<Account> {
    for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt += 1) {
      const username = usernameLike(profile.login, attempt === 0 ? '' : random(6));
      if (username === undefined) continue;
      try {
        return await this.createAs(username, profile, tx);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'username_taken') throw error;
      }
    }
    throw platformErrors.service_unavailable({ retryAfterMs: 1000 });
  }

  private async createAs(username: string, profile: ProvisionedAccount, tx: Transaction): Promise<Account> {
    const emailCanonical = (profile.emailVerified ? canonical(profile.email) : undefined) ?? null;
    const names: MemberNames = {
      username,
      usernameCanonical: canonicalUsername(username),
      displayName: lineOf(profile.displayName ?? '', DISPLAY_NAME_MAX_LENGTH) ?? username,
      email: emailCanonical && trimmed(profile.email!),
      emailCanonical,
    };
    const account = await this.accounts.createMember(names, null, tx);
    if (!emailCanonical) return account;
    await this.proofs.record(account.own.id, emailCanonical, tx);
    return (await this.accounts.find(account.own.id, tx))!;
  }
}

function canonical(email: string | undefined): string | undefined {
  return email === undefined ? undefined : canonicalEmail(trimmed(email));
}

function random(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
