import { Injectable } from '@nestjs/common';
import { limitAddress } from '../platform/http/client-address.js';
import { Limits } from '../platform/limits/limits.js';
import { Log } from '../platform/log/log.js';
import { type Account, AccountsService } from '../users/accounts.service.js';
import { authErrors } from './auth.errors.js';
import { LOGIN_FAILURES, LOGIN_PER_ADDRESS } from './auth.limits.js';
import { AuthMetrics } from './auth.metrics.js';
import type { SignedIn } from './auth.protocol.js';
import { PasswordHasher } from './password-hasher.js';
import { type Origin, SessionsService } from './sessions.service.js';

/** Signing in with a password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
    private readonly limits: Limits,
    private readonly metrics: AuthMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Takes equally long and answers alike whether the name or the password is wrong.
   * @param login a username or an e-mail address
   * @throws invalid_credentials, account_disabled, rate_limited, hash_queue_full
   */
  async signIn(login: string, password: string, origin: Origin): Promise<SignedIn> {
    await this.counted('limited', this.limits.consume(LOGIN_PER_ADDRESS, limitAddress(origin.ip)));
    this.hasher.refuseWhenFull();
    const account = await this.accounts.findByLogin(login);
    const failures = account?.own.id ?? login.toLowerCase().slice(0, 254);
    // Counted before the comparison and forgotten after a right one: guesses sent at once cannot slip through.
    await this.counted('limited', this.limits.consume(LOGIN_FAILURES, failures));
    const matches = await this.hasher.matches(password, account?.passwordHash);
    if (!account || !matches) {
      this.metrics.logins.inc({ result: 'invalid', method: 'password' });
      throw authErrors.invalid_credentials();
    }
    await this.limits
      .reset(LOGIN_FAILURES, failures)
      .catch((error: unknown) => this.log.warn('failed sign-ins could not be forgotten', { error }));
    // Said only to who knows the password.
    if (!account.isActive) {
      this.metrics.logins.inc({ result: 'disabled', method: 'password' });
      throw authErrors.account_disabled();
    }
    const answer = await this.sessions.start(origin, async (tx) => {
      if (!(await this.accounts.holdForSession(account, tx))) throw authErrors.invalid_credentials();
      return account;
    });
    this.metrics.logins.inc({ result: 'ok', method: 'password' });
    this.renewHash(account, password);
    return answer;
  }

  /** In the background: the answer does not wait for it. */
  private renewHash({ own, passwordHash }: Account, password: string): void {
    if (!this.hasher.isOutdated(passwordHash!)) return;
    this.hasher
      .hash(password)
      .then((next) => this.accounts.replacePasswordHash(own.id, passwordHash!, next))
      .catch((error: unknown) => this.log.warn('a password hash could not be renewed', { error }));
  }

  private counted(result: string, limit: Promise<void>): Promise<void> {
    return limit.catch((error: unknown) => {
      this.metrics.logins.inc({ result, method: 'password' });
      throw error;
    });
  }
}
