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
    this.mail.register('already_registered', async (address) => {
      const account = await this.accounts.findByEmail(address);
      return account?.isActive
        ? alreadyRegisteredEmail(account.own.username, this.config.mail.linkBase)
        : null;
    });
    this.mail.register('account_deleted', async (address) =>
      // Another account may have the e-mail by now.
      (await this.accounts.findByEmail(address)) ? null : accountDeletedEmail(this.config.mail.linkBase),
    );
    this.mail.register('notice', (address, data) => this.write(address, data as unknown as Order));
  }

  /** Call it in the transaction of the reported act. Does nothing for a user without an e-mail. */
  async send(
    userId: string,
    kind: SecurityEmailKind,
    tx: Transaction,
    facts: SecurityEmailFacts = {},
  ): Promise<void> {
    const address = await this.addressOf(userId, tx);
    if (!address) return;
    const data = { userId, notice: kind, at: new Date().toISOString(), ...facts };
    await this.mail.enqueue({ kind: 'notice', address, data }, tx);
  }

  /** The recipient's e-mail, canonical. */
  async addressOf(userId: string, tx: Transaction): Promise<string | undefined> {
    const account = await this.accounts.find(userId, tx);
    return account && this.accounts.addressOf(account);
  }

  /** The last e-mail to the address of an account that has just been erased. */
  async accountDeleted(address: string, tx: Transaction): Promise<void> {
    await this.mail.enqueue({ kind: 'account_deleted', address }, tx);
  }

  /** Not to another account that has the e-mail by now, and not to a blocked user. */
  private async write(address: string, { userId, notice, at, ...facts }: Order): Promise<Email | null> {
    const account = await this.accounts.findByEmail(address);
    if (!account?.isActive || account.own.id !== userId) return null;
    return securityEmail(notice, account.own.username, new Date(at), this.config.mail.linkBase, facts);
  }
}

interface Order extends SecurityEmailFacts {
  userId: string;
  notice: SecurityEmailKind;
  at: string;
}
