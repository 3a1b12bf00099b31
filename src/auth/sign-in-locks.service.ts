import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Limits } from '../platform/limits/limits.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { AccountsService } from '../users/accounts.service.js';
import {
  FORGOT_MAILS_PER_HOUR,
  FORGOT_MAILS_PER_MINUTE,
  LOGIN_FAILURES,
  PASSWORD_CHECKS,
} from './auth.limits.js';

/**
 * Resets the locks that other people's failed attempts can put on an account. Attempts counted for IP addresses stay counted.
 */
@Injectable()
export class SignInLocks {
  constructor(
    private readonly accounts: AccountsService,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  /** Call it in the transaction of the act that unlocks. @returns a function to call after the commit */
  async lift(userId: string, tx: Transaction): Promise<() => Promise<void>> {
    const account = await this.accounts.find(userId, tx);
    await this.accounts.clearFailedSignIns(userId, tx);
    const email = account && this.accounts.emailOf(account);
    return async () => {
      for (const bucket of [LOGIN_FAILURES, PASSWORD_CHECKS]) await this.limits.reset(bucket, userId);
      if (!email) return;
      const identifier = this.audit.identifier(email);
      for (const bucket of [FORGOT_MAILS_PER_MINUTE, FORGOT_MAILS_PER_HOUR])
        await this.limits.reset(bucket, identifier);
    };
  }
}
