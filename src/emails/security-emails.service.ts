import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { type Email, Mail } from '../platform/mail/mail.js';
import { AccountsService } from '../users/accounts.service.js';
import {
  alreadyRegisteredEmail,
  accountDeletedEmail,
  type SecurityEmailFacts,
  type SecurityEmailKind,
  securityEmail,
} from './emails.js';
import type { Transaction } from './one-time-tokens.store.js';

export type { SecurityEmailFacts } from './emails.js';

/** Notifies users by mail of what happened to their account, so that a user who did not do it can react. */
@Injectable()
export class SecurityEmails implements OnModuleInit {
  constructor(
    private readonly mail: Mail,
    private readonly accounts: AccountsService,
    private readonly config: Configuration,
  ) {}

  onModuleInit(): void {
    this.mail.register('already_registered', async (email) => {
      const account = await this.accounts.findByEmail(email);
      return account?.isActive
        ? alreadyRegisteredEmail(account.own.username, this.config.mail.linkBase)
        : null;
    });
    this.mail.register('account_deleted', async (email) =>
      // Another account may have the e-mail by now.
      (await this.accounts.findByEmail(email)) ? null : accountDeletedEmail(this.config.mail.linkBase),
    );
    this.mail.register('notice', (email, data) => this.write(email, data as unknown as Order));
  }

  /** Call it in the transaction of the reported act. Does nothing for a user without an e-mail. */
  async send(
    userId: string,
    kind: SecurityEmailKind,
    tx: Transaction,
    facts: SecurityEmailFacts = {},
  ): Promise<void> {
    const email = await this.emailOf(userId, tx);
    if (!email) return;
    const data = { userId, notice: kind, at: new Date().toISOString(), ...facts };
    await this.mail.enqueue({ kind: 'notice', email, data }, tx);
  }

  /** The recipient's e-mail, canonical. */
  async emailOf(userId: string, tx: Transaction): Promise<string | undefined> {
    const account = await this.accounts.find(userId, tx);
    return account && this.accounts.emailOf(account);
  }

  /** The last e-mail to an account that has just been erased. */
  async accountDeleted(email: string, tx: Transaction): Promise<void> {
    await this.mail.enqueue({ kind: 'account_deleted', email }, tx);
  }

  /** Not to another account that has the e-mail by now, and not to a blocked user. */
  private async write(email: string, { userId, notice, at, ...facts }: Order): Promise<Email | null> {
    const account = await this.accounts.findByEmail(email);
    if (!account?.isActive || account.own.id !== userId) return null;
    return securityEmail(notice, account.own.username, new Date(at), this.config.mail.linkBase, facts);
  }
}

interface Order extends SecurityEmailFacts {
  userId: string;
  notice: SecurityEmailKind;
  at: string;
}
