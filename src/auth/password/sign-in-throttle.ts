import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { limitKeyOf } from '../../platform/access/client-ip.js';
import { Limits } from '../../platform/limits/limits.js';
import type { Transaction } from '../../sessions/sessions.service.js';
import { type Account, AccountsService } from '../../users/accounts.service.js';
import { authErrors } from '../auth.errors.js';
import {
  LOGIN_FAILURES,
  LOGIN_PER_IP,
  MAX_FAILURES_IN_A_ROW,
  UNKNOWN_NAME_FAILURES,
} from '../auth.limits.js';

/** One try to sign in with a password, counted before the comparison so that tries made at once cannot slip through. */
export interface SignInAttempt {
  /** The key of the counter: the account id, or the name when no account has it. */
  key: string;
  userId?: string;
  /** The name as typed, unreadable. */
  identifier: string;
  /** Whether a hundred wrong ones in a row end it: not where no mail could begin anew. */
  mayLock: boolean;
  /** Seconds for which further tries are refused if this one is wrong. */
  pauseS: number;
}

/** How often passwords may be tried, per IP address and per account; a name that nobody bears is treated as an account. */
@Injectable()
export class SignInThrottle {
  constructor(
    private readonly limits: Limits,
    private readonly accounts: AccountsService,
    private readonly audit: Audit,
  ) {}

  /** @throws rate_limited */
  async admitIp(ip: string): Promise<void> {
    await this.limits.consume(LOGIN_PER_IP, limitKeyOf(ip));
  }

  /** @throws rate_limited */
  async admit(login: string, account: Account | undefined): Promise<SignInAttempt> {
    const identifier = this.audit.identifier(this.accounts.canonicalLogin(login));
    const key = account?.own.id ?? identifier;
    const pauseS = await this.limits.consume(LOGIN_FAILURES, key);
    const mayLock = !account || account.own.email !== null;
    return { key, userId: account?.own.id, identifier, mayLock, pauseS };
  }

  /**
   * Takes less time than the comparison it runs beside, so that nobody can tell which of the two counts was made.
   * @returns the tries in a row, this one included
   * @throws password_reset_required
   */
  async countInARow({ userId, key, mayLock }: SignInAttempt): Promise<number> {
    const inARow = userId
      ? await this.accounts.countSignIn(userId)
      : await this.limits.count(UNKNOWN_NAME_FAILURES, key);
    if (mayLock && inARow > this.limits.scaled(MAX_FAILURES_IN_A_ROW))
      throw authErrors.password_reset_required();
    return inARow;
  }

  recordFailure({ userId, identifier, mayLock, pauseS }: SignInAttempt, inARow: number): void {
    const failure = { result: 'failure', subjectId: userId } as const;
    this.audit.note({
      event: 'authn_login_fail',
      ...failure,
      reason: 'invalid_credentials',
      details: { method: 'password', identifier },
    });
    if (pauseS > 0)
      this.audit.note({
        event: 'authn_login_lock',
        ...failure,
        reason: 'rate_limited',
        details: { identifier, pauseS },
      });
    if (mayLock && inARow === this.limits.scaled(MAX_FAILURES_IN_A_ROW))
      this.audit.note({
        event: 'authn_login_fail_max',
        ...failure,
        reason: 'password_reset_required',
        details: { identifier, inARow },
      });
  }

  /** After the right password; the attempts counted for the IP address stay counted. */
  async resetFailures({ key }: SignInAttempt): Promise<void> {
    await this.limits.reset(LOGIN_FAILURES, key);
  }

  /** The right password of an account that is switched off. */
  async recordDisabled({ userId, identifier }: SignInAttempt): Promise<void> {
    this.audit.note({
      event: 'authn_login_fail',
      result: 'failure',
      reason: 'account_disabled',
      subjectId: userId,
      details: { method: 'password', identifier },
    });
    await this.accounts.clearFailedSignIns(userId!);
  }

  /** The right password, in the transaction that opens the session. */
  async recordSuccess(
    { userId }: SignInAttempt,
    inARow: number,
    sessionId: string,
    tx: Transaction,
  ): Promise<void> {
    await this.accounts.clearFailedSignIns(userId!, tx);
    const failures = inARow - 1;
    await this.audit.record(
      {
        event: failures > 0 ? 'authn_login_successafterfail' : 'authn_login_success',
        result: 'success',
        actorId: userId,
        subjectId: userId,
        sessionId,
        details: { method: 'password', failures },
      },
      tx,
    );
  }
}
