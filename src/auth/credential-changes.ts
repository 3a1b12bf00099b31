import { Injectable } from '@nestjs/common';
import { type SecurityEmailFacts, SecurityEmails } from '../emails/security-emails.service.js';
import { OneTimeTokens, type Transaction } from '../emails/one-time-tokens.service.js';
import { Audit } from '../platform/audit/audit.js';

/** How an account came by its password. */
export type CredentialChange = 'password_changed' | 'password_reset' | 'password_set' | 'invitation_accepted';

/** What goes with every new password, in its transaction: mailed tokens die, the audit log and the owner learn of it. */
@Injectable()
export class CredentialChanges {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly audit: Audit,
    private readonly securityEmails: SecurityEmails,
  ) {}

  async record(
    how: CredentialChange,
    userId: string,
    sessionId: string | undefined,
    tx: Transaction,
    facts: SecurityEmailFacts = {},
  ): Promise<void> {
    await this.tokens.voidAllOf(userId, tx);
    await this.audit.record(
      {
        event: 'authn_password_change',
        result: 'success',
        reason: how,
        // Somebody who resets is not signed in: whether it is the owner is what the notice asks.
        actorId: sessionId && userId,
        subjectId: userId,
        sessionId,
        details: { ...facts },
      },
      tx,
    );
    // Who accepts an invitation has just read the mail and had no password before.
    if (how !== 'invitation_accepted') await this.securityEmails.send(userId, how, tx, facts);
  }

  /** @param reason a code */
  refused(reason: string, userId: string | undefined, sessionId?: string): void {
    this.audit.note({
      event: 'authn_password_change_fail',
      result: 'failure',
      reason,
      actorId: sessionId && userId,
      subjectId: userId,
      sessionId,
    });
  }
}
