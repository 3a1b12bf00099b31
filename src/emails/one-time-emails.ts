import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { type Email, Mail } from '../platform/mail/mail.js';
import { LINK_EMAILS, linkTo } from './emails.js';
import { PURPOSES, type TokenPurpose } from './one-time-token.js';
import { OneTimeTokens } from './one-time-tokens.service.js';

/**
 * Writes the mail kinds `password_reset`, `email_verification` and `invitation`. The token is made while the e-mail is sent, so
 * that no table holds one, and the caller that orders an e-mail need not know whether an account has the e-mail address.
 */
@Injectable()
export class OneTimeEmails implements OnModuleInit {
  constructor(
    private readonly mail: Mail,
    private readonly tokens: OneTimeTokens,
    private readonly config: Configuration,
  ) {}

  onModuleInit(): void {
    for (const purpose of Object.keys(PURPOSES) as TokenPurpose[])
      this.mail.register(purpose, (email) => this.write(purpose, email));
  }

  private async write(purpose: TokenPurpose, email: string): Promise<Email | null> {
    const issued = await this.tokens.issue(purpose, email);
    if (!issued) return null;
    const link = linkTo(purpose, issued.token, this.config.mail.linkBase);
    return LINK_EMAILS[purpose](issued.account.own.username, link);
  }
}
