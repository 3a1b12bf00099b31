import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../../passwords/password-hasher.service.js';
import { PasswordRules } from '../../passwords/password-rules.service.js';
import { passwordErrors } from '../../passwords/passwords.errors.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type Principal, refuseGuests } from '../../platform/access/principal.js';
import { sessionErrors } from '../../sessions/sessions.errors.js';
import { type OpenSession, type Origin, SessionsService } from '../../sessions/sessions.service.js';
import { type Account, AccountsService } from '../../users/accounts.service.js';
import { authErrors } from '../auth.errors.js';
import { CredentialChanges } from '../credential-changes.js';
import { Reauthentication } from './reauthentication.service.js';

/** For an account without a password the session itself must do, if it is young. */
const SET_WITHIN_S = 600;

/** Changes the signed-in user's password: every session ends except the current one, which continues under a new id. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly reauthentication: Reauthentication,
    private readonly changes: CredentialChanges,
  ) {}

  /**
   * @returns a fresh pair; the one that was used is dead with all others
   * @throws guest_not_allowed, invalid_credentials, same_password, weak_password, password_too_long, rate_limited, hash_queue_full
   */
  change(principal: Principal, current: string, next: string, origin: Origin): Promise<OpenSession> {
    return this.audited(principal, async () => {
      const account = await this.check(principal, next);
      await this.reauthentication.prove(principal.userId, current, account.passwordHash);
      if (current.normalize('NFC') === next.normalize('NFC')) throw authErrors.same_password();
      return this.replace('password_changed', account, principal, next, origin);
    });
  }

  /**
   * The first password of a user who signs in through a provider.
   * @returns as `change`
   * @throws guest_not_allowed, password_already_set, reauthentication_required, weak_password, password_too_long,
   * hash_queue_full
   */
  setFirst(principal: Principal, password: string, origin: Origin): Promise<OpenSession> {
    return this.audited(principal, async () => {
      const account = await this.check(principal, password);
      if (account.passwordHash !== null) throw authErrors.password_already_set();
      await this.reauthentication.require(principal, SET_WITHIN_S);
      return this.replace('password_set', account, principal, password, origin);
    });
  }

  private async check(principal: Principal, next: string): Promise<Account> {
    refuseGuests(principal);
    const account = await this.accounts.find(principal.userId);
    if (!account) throw sessionErrors.session_revoked();
    this.rules.check(next, account.own.username, account.own.email, 'newPassword');
    return account;
  }

  private async replace(
    how: 'password_changed' | 'password_set',
    account: Account,
    { sessionId }: Principal,
    next: string,
    origin: Origin,
  ): Promise<OpenSession> {
    const passwordHash = await this.hasher.hash(next);
    const idleTtlS = await this.sessions.idleTtlOf(sessionId);
    return this.sessions.start(
      origin,
      async (tx) => {
        const changed = await this.accounts.changePassword(account, passwordHash, tx);
        if (!changed) throw passwordErrors.invalid_credentials();
        await this.changes.record(how, account.own.id, sessionId, tx);
        return changed;
      },
      { replaces: 'password_changed', idleTtlS },
    );
  }

  private async audited(
    { userId, sessionId }: Principal,
    work: () => Promise<OpenSession>,
  ): Promise<OpenSession> {
    try {
      return await work();
    } catch (error) {
      this.changes.refused(error instanceof AppError ? error.code : 'internal_error', userId, sessionId);
      throw error;
    }
  }
}
