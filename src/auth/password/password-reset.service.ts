import { Injectable } from '@nestjs/common';
import { OneTimeTokens, type PresentedToken } from '../../emails/one-time-tokens.service.js';
import { PasswordHasher } from '../../passwords/password-hasher.service.js';
import { PasswordRules } from '../../passwords/password-rules.service.js';
import { AppError } from '../../platform/errors/app-error.js';
import { limitKeyOf } from '../../platform/access/client-ip.js';
import { Limits } from '../../platform/limits/limits.js';
import { SessionEnds } from '../../sessions/revocation/session-ends.service.js';
import { AccountsService } from '../../users/accounts.service.js';
import { EmailProofs } from '../../users/email-proof.service.js';
import { AuthMetrics } from '../auth-metrics.service.js';
import { authErrors } from '../auth.errors.js';
import { LOGIN_FAILURES, RESET_PER_IP } from '../auth.limits.js';
import type { PasswordReset } from '../auth.protocol.js';
import { CredentialChanges } from '../credential-changes.js';

/** Sets a password with a mailed link: after it was forgotten, or as the first one of an invited user. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly accounts: AccountsService,
    private readonly proofs: EmailProofs,
    private readonly ends: SessionEnds,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly changes: CredentialChanges,
    private readonly limits: Limits,
    private readonly metrics: AuthMetrics,
  ) {}

  /**
   * Ends every session of the account and opens none. Verifies the e-mail; the first time, sign-in methods from before are
   * removed (decision 31). A rejected password leaves the token valid.
   * @returns the sign-in methods of the account besides the password
   * @throws invalid_reset_token, weak_password, password_too_long, rate_limited, hash_queue_full
   */
  async reset(token: string, newPassword: string, ip: string): Promise<PasswordReset> {
    let presented: PresentedToken | undefined;
    try {
      await this.limits.consume(RESET_PER_IP, limitKeyOf(ip));
      presented = await this.tokens.find(token, ['password_reset', 'invitation']);
      const { username = '', email } = presented?.account.own ?? {};
      this.rules.check(newPassword, username, email, 'newPassword');
      if (!presented) throw authErrors.invalid_reset_token();
      const answer = await this.replace(presented, await this.hasher.hash(newPassword));
      this.metrics.resets.inc({ stage: 'finish', result: 'ok' });
      return answer;
    } catch (error) {
      const result = error instanceof AppError ? error.code : 'internal_error';
      this.metrics.resets.inc({ stage: 'finish', result });
      this.changes.refused(result, presented?.account.own.id);
      throw error;
    }
  }

  private async replace(presented: PresentedToken, passwordHash: string): Promise<PasswordReset> {
    const userId = presented.account.own.id;
    const how = presented.purpose === 'invitation' ? 'invitation_accepted' : 'password_reset';
    const answer = await this.ends.within(async (tx, endAll) => {
      // Lock order: the account first, as everywhere tokens are created or the password is changed.
      const proof = await this.proofs.record(userId, presented.email, tx);
      const account = proof && (await this.accounts.resetPassword(userId, presented.email, passwordHash, tx));
      if (!account || !(await this.tokens.use(presented, tx))) throw authErrors.invalid_reset_token();
      const { isFirst, removed } = proof;
      const identities = await this.proofs.identities(userId, tx);
      const facts = { removed: removed.join(), remaining: identities.map(({ provider }) => provider).join() };
      await this.changes.record(how, userId, undefined, tx, facts);
      await endAll(userId, 'password_reset');
      return { firstProof: isFirst, removed: { identities: removed }, remaining: { identities } };
    });
    await this.limits.reset(LOGIN_FAILURES, userId);
    return answer;
  }
}
