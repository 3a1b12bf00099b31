import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../passwords/password-hasher.service.js';
import { passwordErrors } from '../passwords/passwords.errors.js';
import { AppError } from '../platform/errors/app-error.js';
import { Log } from '../platform/log/log.js';
import { type OpenSession, type Origin, SessionsService } from '../sessions/sessions.service.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { type Account, AccountsService } from '../users/accounts.service.js';
import { AuthMetrics } from './auth-metrics.service.js';
import { authErrors } from './auth.errors.js';
import { AccountCreation } from './account-creation.js';
import { SignInThrottle } from './password/sign-in-throttle.js';

/** The value of the `result` label of `auth_login_total` for a refusal. */
const RESULTS: Record<string, string> = {
  invalid_credentials: 'invalid',
  account_disabled: 'disabled',
  rate_limited: 'limited',
  password_reset_required: 'locked',
};

/** Signing in with a password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
    private readonly accountCreation: AccountCreation,
    private readonly metrics: AuthMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Takes equally long and answers alike whether the name or the password is wrong.
   * @param login a username or an e-mail address
   * @param remember whether the session may stay unused for longer than a day
   * @throws invalid_credentials, account_disabled, rate_limited, password_reset_required, hash_queue_full
   */
  async signIn(login: string, password: string, origin: Origin, remember = true): Promise<OpenSession> {
    try {
      const answer = await this.attempt(login, password, origin, remember);
      this.metrics.logins.inc({ result: 'ok', method: 'password' });
      return answer;
    } catch (error) {
      const result = (error instanceof AppError && RESULTS[error.code]) || 'error';
      this.metrics.logins.inc({ result, method: 'password' });
      throw error;
    }
  }

  private async attempt(
    login: string,
    password: string,
    origin: Origin,
    remember: boolean,
  ): Promise<OpenSession> {
    await this.throttle.admitIp(origin.ip);
    this.hasher.refuseWhenFull();
    const account = await this.accounts.findByLogin(login);
    const guess = await this.throttle.admit(login, account);
    const [matches, inARow] = await Promise.all([
      this.hasher.matches(password, account?.passwordHash),
      this.throttle.countInARow(guess),
    ]);
    if (!account || !matches || this.accountCreation.isUnconfirmed(account)) {
      this.throttle.recordFailure(guess, inARow);
      throw passwordErrors.invalid_credentials();
    }
    await this.throttle.resetFailures(guess);
    // Disclosed only to a client that knows the password.
    if (!account.isActive) {
      this.metrics.inactiveLogins.inc();
      await this.throttle.recordDisabled(guess);
      throw authErrors.account_disabled();
    }
    const authenticate = async (tx: Transaction, sessionId: string) => {
      if (!(await this.accounts.holdForSession(account, tx))) throw passwordErrors.invalid_credentials();
      await this.throttle.recordSuccess(guess, inARow, sessionId, tx);
      return account;
    };
    const answer = await this.sessions.start(origin, authenticate, { remember });
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
}
