import { Injectable } from '@nestjs/common';
import { AuthMetrics } from '../auth/auth-metrics.service.js';
import { authErrors } from '../auth/auth.errors.js';
import { EmailVerification } from '../auth/email/email-verification.service.js';
import { Audit } from '../platform/audit/audit.js';
import { AppError } from '../platform/errors/app-error.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { type Account, AccountsService } from '../users/accounts.service.js';
import { Provisioning } from '../users/provisioning.service.js';
import { OauthIdentities } from './identities.service.js';
import { oauthErrors } from './oauth.errors.js';
import { entryOf } from './oauth.policy.js';
import type { Profile } from './oauth.provider.js';

/** Finds the account of an identity: (provider, subject) names an account, an e-mail address never does by itself. */
@Injectable()
export class OauthAccountResolution {
  constructor(
    private readonly identities: OauthIdentities,
    private readonly accounts: AccountsService,
    private readonly provisioning: Provisioning,
    private readonly emails: EmailVerification,
    private readonly audit: Audit,
    private readonly metrics: AuthMetrics,
  ) {}

  /** A new identity gets an account. @throws account_disabled, link_required, oauth_email_unverified */
  async accountOf(provider: string, profile: Profile, tx: Transaction): Promise<Account> {
    const known = await this.identities.owner(provider, profile, tx);
    if (known) return known;
    try {
      return await this.enter(provider, profile, tx);
    } catch (error) {
      // Another user registered with the e-mail since the look-up.
      if (error instanceof AppError && error.code === 'email_taken') return this.enter(provider, profile, tx);
      throw error;
    }
  }

  private async enter(provider: string, profile: Profile, tx: Transaction): Promise<Account> {
    const holder = await this.provisioning.holderOf(profile, tx);
    const entry = entryOf(profile, holder?.own);
    switch (entry) {
      case 'create':
        return this.create(provider, profile, tx);
      case 'link': {
        const account = await this.accounts.holdByEmail(this.accounts.emailOf(holder!)!, tx);
        if (!account) throw authErrors.account_disabled();
        if (!account.own.emailVerified || !(await this.identities.attach(account, provider, profile, tx)))
          throw oauthErrors.link_required();
        return account;
      }
      case 'link_required':
      case 'oauth_email_unverified':
        throw oauthErrors[entry]();
    }
  }

  private async create(provider: string, profile: Profile, tx: Transaction): Promise<Account> {
    const account = await this.provisioning.create(profile, tx);
    const userId = account.own.id;
    await this.identities.give(account, provider, profile, tx);
    const who = { actorId: userId, subjectId: userId };
    await this.audit.record(
      { event: 'user_created', result: 'success', ...who, details: { provider, roles: ['member'] } },
      tx,
    );
    await this.emails.order(account, tx);
    this.metrics.registrations.inc({ result: 'ok' });
    return account;
  }
}
