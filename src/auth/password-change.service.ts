import { Injectable } from '@nestjs/common';
import { type Principal, refuseGuests } from '../platform/http/principal.js';
import { Limits } from '../platform/limits/limits.js';
import { Log } from '../platform/log/log.js';
import { AccountsService } from '../users/accounts.service.js';
import { authErrors } from './auth.errors.js';
import { PASSWORD_CHECKS } from './auth.limits.js';
import type { SignedIn } from './auth.protocol.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.service.js';
import { type Origin, SessionsService } from './sessions.service.js';

/** A new password of one's own: every session ends, the one that asks goes on under a new id. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly limits: Limits,
    private readonly log: Log,
  ) {}

  /**
   * @returns a fresh pair; the one that was used is dead with all others
   * @throws guest_not_allowed, invalid_credentials, same_password, weak_password, password_too_long, rate_limited, hash_queue_full
   */
  async change(principal: Principal, current: string, next: string, origin: Origin): Promise<SignedIn> {
    refuseGuests(principal);
    const account = await this.accounts.find(principal.userId);
    if (!account) throw authErrors.session_revoked();
    this.rules.check(next, account.own.username, account.own.email, 'newPassword');
    // Counted before the comparison, as at sign-in.
    await this.limits.consume(PASSWORD_CHECKS, principal.userId);
    if (!(await this.hasher.matches(current, account.passwordHash))) throw authErrors.invalid_credentials();
    await this.limits
      .reset(PASSWORD_CHECKS, principal.userId)
      .catch((error: unknown) => this.log.warn('wrong passwords could not be forgotten', { error }));
    if (current.normalize('NFC') === next.normalize('NFC')) throw authErrors.same_password();
    const passwordHash = await this.hasher.hash(next);
    const settle = async (tx: Parameters<AccountsService['changePassword']>[2]) => {
      const changed = await this.accounts.changePassword(account, passwordHash, tx);
      if (!changed) throw authErrors.invalid_credentials();
      return changed;
    };
    return this.sessions.start(origin, settle, 'password_changed');
  }
}
