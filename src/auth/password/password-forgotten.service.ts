import { Injectable } from '@nestjs/common';
import { OneTimeTokens } from '../../emails/one-time-tokens.service.js';
import { Audit } from '../../platform/audit/audit.js';
import { AppError } from '../../platform/errors/app-error.js';
import { limitKeyOf } from '../../platform/access/client-ip.js';
import { Limits } from '../../platform/limits/limits.js';
import { Mail } from '../../platform/mail/mail.js';
import { AccountsService } from '../../users/accounts.service.js';
import { AuthMetrics } from '../auth-metrics.service.js';
import {
  FORGOT_MAILS_PER_HOUR,
  FORGOT_MAILS_PER_MINUTE,
  FORGOT_PER_IP,
  FORGOT_PER_IP_LONGER,
} from '../auth.limits.js';

/** Asking for a link with which a password can be replaced. */
@Injectable()
export class PasswordForgottenService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly tokens: OneTimeTokens,
    private readonly mail: Mail,
    private readonly limits: Limits,
    private readonly audit: Audit,
    private readonly metrics: AuthMetrics,
  ) {}

  /**
   * Does the same for every e-mail: whether an account has it is looked up when the mail is sent.
   * @throws validation_failed for a malformed e-mail, rate_limited per client IP
   */
  async request(email: string, ip: string): Promise<void> {
    const recipient = this.accounts.checkEmail(email);
    const origin = limitKeyOf(ip);
    await this.limits.consume(FORGOT_PER_IP, origin);
    await this.limits.consume(FORGOT_PER_IP_LONGER, origin);
    const identifier = this.audit.identifier(recipient);
    if (!(await this.mayHaveAnother(identifier)))
      return this.metrics.resets.inc({ stage: 'request', result: 'limited' });
    await this.tokens.transaction(async (tx) => {
      await this.mail.enqueue({ kind: 'password_reset', email: recipient }, tx);
      await this.audit.record(
        { event: 'authn_password_reset_requested', result: 'success', details: { identifier } },
        tx,
      );
    });
    this.metrics.resets.inc({ stage: 'request', result: 'ok' });
  }

  /** Beyond the limit nothing is sent and nothing is said: the owner of the e-mail address did not ask. */
  private async mayHaveAnother(identifier: string): Promise<boolean> {
    try {
      await this.limits.consume(FORGOT_MAILS_PER_MINUTE, identifier);
      await this.limits.consume(FORGOT_MAILS_PER_HOUR, identifier);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'rate_limited') return false;
      throw error;
    }
  }
}
