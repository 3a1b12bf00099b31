import { Injectable } from '@nestjs/common';
import { SecurityEmails } from '../../emails/security-emails.service.js';
import {
  OneTimeTokens,
  type PresentedToken,
  type Transaction,
} from '../../emails/one-time-tokens.service.js';
import { Audit } from '../../platform/audit/audit.js';
import { limitKeyOf } from '../../platform/access/client-ip.js';
import { type Principal, refuseGuests } from '../../platform/access/principal.js';
import { Limits } from '../../platform/limits/limits.js';
import { Mail } from '../../platform/mail/mail.js';
import { SessionEnds } from '../../sessions/revocation/session-ends.service.js';
import { type Account, AccountsService } from '../../users/accounts.service.js';
import { EmailProofs } from '../../users/email-proof.service.js';
import { authErrors } from '../auth.errors.js';
import { VERIFY_MAILS_PER_HOUR, VERIFY_MAILS_PER_MINUTE, VERIFY_PER_IP } from '../auth.limits.js';
import { Reauthentication } from '../password/reauthentication.service.js';

/** How the user who follows a mailed link is authenticated: by a session, or by a password. */
export interface Prover {
  principal?: Principal;
  password?: string;
  ip: string;
}

/** Whether an account's e-mail address belongs to its owner. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly accounts: AccountsService,
    private readonly tokens: OneTimeTokens,
    private readonly mail: Mail,
    private readonly proofs: EmailProofs,
    private readonly reauthentication: Reauthentication,
    private readonly sessions: SessionEnds,
    private readonly securityEmails: SecurityEmails,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  /** Orders the e-mail with the link; does nothing for a user without an e-mail, or with a verified one. */
  async order(account: Account, tx: Transaction): Promise<void> {
    const email = this.accounts.emailOf(account);
    if (email && !account.own.emailVerified)
      await this.mail.enqueue({ kind: 'email_verification', email }, tx);
  }

  /** Sends another e-mail, because the first one did not arrive or is too old. @throws guest_not_allowed, rate_limited */
  async request(principal: Principal): Promise<void> {
    refuseGuests(principal);
    await this.limits.consume(VERIFY_MAILS_PER_MINUTE, principal.userId);
    await this.limits.consume(VERIFY_MAILS_PER_HOUR, principal.userId);
    await this.tokens.transaction(async (tx) => {
      const account = await this.accounts.find(principal.userId, tx);
      if (account) await this.order(account, tx);
    });
  }

  /**
   * The link alone proves nothing: the reader of the mail must be signed in to the account, too. Everything else that was set
   * up before the first proof is removed by it; see decision 31.
   * @throws invalid_verification_token, reauthentication_required, invalid_credentials, rate_limited, hash_queue_full
   */
  async verify(token: string, prover: Prover): Promise<void> {
    await this.limits.consume(VERIFY_PER_IP, limitKeyOf(prover.ip));
    const presented = await this.tokens.find(token, ['email_verification']);
    if (!presented) throw authErrors.invalid_verification_token();
    const sessionId = await this.holds(presented.account, prover);
    await this.sessions.within(async (tx, endAll) => {
      const removed = await this.prove(presented, tx);
      const { id } = presented.account.own;
      const sessionsEnded = await endAll(id, 'email_verified', sessionId);
      await this.audit.record(
        {
          event: 'user_updated',
          result: 'success',
          reason: 'email_verified',
          subjectId: id,
          sessionId,
          details: { removed, sessionsEnded },
        },
        tx,
      );
      if (removed.length > 0 || sessionsEnded > 0)
        await this.securityEmails.send(id, 'email_verified', tx, { removed: removed.join() });
    });
  }

  /** @returns the session of the account that proves it; undefined when the password does */
  private async holds({ own, passwordHash }: Account, { principal, password }: Prover) {
    if (principal?.userId === own.id) return principal.sessionId;
    if (password === undefined)
      throw authErrors.reauthentication_required({
        errors: [
          { path: 'password', code: 'password_missing', message: 'password is needed, or sign in first' },
        ],
      });
    await this.reauthentication.prove(own.id, password, passwordHash);
    return undefined;
  }

  /** @returns the providers that no longer sign in */
  private async prove(presented: PresentedToken, tx: Transaction): Promise<string[]> {
    const { own } = presented.account;
    // Lock order: the account first, as everywhere tokens are created. With the values that were read, for the password's sake.
    const isHeld = await this.accounts.holdForSession(presented.account, tx);
    const proof = isHeld ? await this.proofs.record(own.id, presented.email, tx) : undefined;
    if (!proof?.isFirst || !(await this.tokens.use(presented, tx)))
      throw authErrors.invalid_verification_token();
    await this.tokens.voidAllOf(own.id, tx);
    return proof.removed;
  }
}
