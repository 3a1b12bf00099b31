import { Injectable } from '@nestjs/common';
import { OneTimeTokens, type Transaction } from '../letters/one-time-tokens.service.js';
import { Audit } from '../platform/audit/audit.js';
import { limitAddress } from '../platform/http/client-address.js';
import { type Principal, refuseGuests } from '../platform/http/principal.js';
import { Limits } from '../platform/limits/limits.js';
import { Mail } from '../platform/mail/mail.js';
import { type Account, AccountsService } from '../users/accounts.service.js';
import { authErrors } from './auth.errors.js';
import { VERIFY_MAILS_PER_HOUR, VERIFY_MAILS_PER_MINUTE, VERIFY_PER_ADDRESS } from './auth.limits.js';

/** Whether mail to an account's address reaches whom it should. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly accounts: AccountsService,
    private readonly tokens: OneTimeTokens,
    private readonly mail: Mail,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  /** Orders the letter with the link; nothing happens for who has no address or has proved it. */
  async order(account: Account, tx: Transaction): Promise<void> {
    const address = this.accounts.addressOf(account);
    if (address && !account.own.emailVerified)
      await this.mail.enqueue({ kind: 'email_verification', address }, tx);
  }

  /** Another letter, because the first one did not arrive or is too old. @throws guest_not_allowed, rate_limited */
  async request(principal: Principal): Promise<void> {
    refuseGuests(principal);
    await this.limits.consume(VERIFY_MAILS_PER_MINUTE, principal.userId);
    await this.limits.consume(VERIFY_MAILS_PER_HOUR, principal.userId);
    await this.tokens.transaction(async (tx) => {
      const account = await this.accounts.find(principal.userId, tx);
      if (account) await this.order(account, tx);
    });
  }

  /** @throws invalid_verification_token, rate_limited */
  async verify(token: string, ip: string): Promise<void> {
    await this.limits.consume(VERIFY_PER_ADDRESS, limitAddress(ip));
    const presented = await this.tokens.find(token, ['email_verification']);
    if (!presented) throw authErrors.invalid_verification_token();
    const userId = presented.account.own.id;
    await this.tokens.transaction(async (tx) => {
      // The account first: whoever makes a token holds it first too.
      const marked = await this.accounts.markEmailVerified(userId, presented.email, tx);
      if (!marked || !(await this.tokens.use(presented, tx))) throw authErrors.invalid_verification_token();
      await this.audit.record(
        { event: 'user_updated', result: 'success', reason: 'email_verified', subjectId: userId },
        tx,
      );
    });
  }
}
