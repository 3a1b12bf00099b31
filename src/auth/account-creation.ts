import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Configuration } from '../platform/config/configuration.js';
import { AppError } from '../platform/errors/app-error.js';
import { Mail } from '../platform/mail/mail.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { type Account, AccountsService, type MemberNames } from '../users/accounts.service.js';
import { EmailVerification } from './email/email-verification.service.js';

/**
 * Self-registered accounts. With REGISTER_OPAQUE a client does not learn which e-mails are taken: the account is created all
 * the same, without the e-mail, and the owner of the e-mail is notified by mail.
 */
@Injectable()
export class AccountCreation {
  constructor(
    private readonly accounts: AccountsService,
    private readonly emails: EmailVerification,
    private readonly mail: Mail,
    private readonly audit: Audit,
    private readonly config: Configuration,
  ) {}

  /** @throws username_taken, email_taken */
  async create(wanted: MemberNames, passwordHash: string, tx: Transaction): Promise<Account> {
    const attempt = async () => {
      const names = await this.claimable(wanted, null, tx);
      return { names, account: await this.accounts.createMember(names, passwordHash, tx) };
    };
    const { names, account } = await attempt().catch((error: unknown) => {
      // Another registration took the e-mail between the two queries; now it is visible.
      if (this.config.mail.registerOpaque && error instanceof AppError && error.code === 'email_taken')
        return attempt();
      throw error;
    });
    await this.record('user_created', undefined, account, tx);
    return this.welcome(account, wanted, names, tx);
  }

  /** @throws as `AccountsService.upgradeGuest` */
  async upgrade(
    guestId: string,
    wanted: MemberNames,
    passwordHash: string,
    tx: Transaction,
  ): Promise<Account> {
    const names = await this.claimable(wanted, guestId, tx);
    const account = await this.accounts.upgradeGuest(guestId, names, passwordHash, tx);
    await this.record('user_updated', 'guest_upgraded', account, tx);
    return this.welcome(account, wanted, names, tx);
  }

  /** Whether the account waits for a proof of its e-mail: then its password is as good as wrong. */
  isUnconfirmed({ own }: Account): boolean {
    return this.config.mail.registerOpaque && own.email !== null && !own.emailVerified;
  }

  private claimable(wanted: MemberNames, except: string | null, tx: Transaction): Promise<MemberNames> {
    if (!this.config.mail.registerOpaque) return Promise.resolve(wanted);
    return this.accounts.withoutTakenEmail(wanted, except, tx);
  }

  private async welcome(
    account: Account,
    wanted: MemberNames,
    names: MemberNames,
    tx: Transaction,
  ): Promise<Account> {
    if (names.emailCanonical === wanted.emailCanonical) await this.emails.order(account, tx);
    else await this.mail.enqueue({ kind: 'already_registered', email: wanted.emailCanonical! }, tx);
    return account;
  }

  private async record(
    event: 'user_created' | 'user_updated',
    reason: string | undefined,
    { own: { id } }: Account,
    tx: Transaction,
  ): Promise<void> {
    const details = { kind: 'member' };
    await this.audit.record({ event, result: 'success', reason, actorId: id, subjectId: id, details }, tx);
  }
}
