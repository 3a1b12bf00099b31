import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../../passwords/password-hasher.service.js';
import { passwordErrors } from '../../passwords/passwords.errors.js';
import type { Principal } from '../../platform/access/principal.js';
import { Limits } from '../../platform/limits/limits.js';
import { sessionErrors } from '../../sessions/sessions.errors.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { AccountsService } from '../../users/accounts.service.js';
import { authErrors } from '../auth.errors.js';
import { PASSWORD_CHECKS } from '../auth.limits.js';

/** Checks that the device is still in its owner's hands. */
@Injectable()
export class Reauthentication {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
    private readonly limits: Limits,
  ) {}

  /**
   * Requires the password, or a sign-in at most `withinS` seconds ago.
   * @throws reauthentication_required, invalid_credentials, rate_limited, hash_queue_full
   */
  async require(principal: Principal, withinS: number, password?: string): Promise<void> {
    if (password !== undefined) {
      const account = await this.accounts.find(principal.userId);
      return this.prove(principal.userId, password, account?.passwordHash);
    }
    const ageS = await this.sessions.ageOf(principal.sessionId);
    if (ageS === undefined) throw sessionErrors.session_revoked();
    if (ageS > withinS) throw authErrors.reauthentication_required();
  }

  /**
   * Requires the password; of a user without one, a sign-in at most `withinS` seconds ago. Guests cannot sign in again: their
   * session is all they have, and enough.
   * @throws reauthentication_required, invalid_credentials, rate_limited, hash_queue_full
   */
  async requireOwner(principal: Principal, withinS: number, password?: string): Promise<void> {
    if (principal.isGuest) return;
    const account = await this.accounts.find(principal.userId);
    if (!account?.isActive) throw sessionErrors.session_revoked();
    if (account.passwordHash === null) return this.require(principal, withinS);
    if (password === undefined)
      throw authErrors.reauthentication_required({
        errors: [{ path: 'password', code: 'password_missing', message: 'password is needed' }],
      });
    await this.prove(principal.userId, password, account.passwordHash);
  }

  /** @throws invalid_credentials, rate_limited, hash_queue_full */
  async prove(userId: string, password: string, passwordHash: string | null | undefined): Promise<void> {
    // Counted before the comparison, as at sign-in.
    await this.limits.consume(PASSWORD_CHECKS, userId);
    if (!(await this.hasher.matches(password, passwordHash))) throw passwordErrors.invalid_credentials();
    await this.limits.reset(PASSWORD_CHECKS, userId);
  }
}
