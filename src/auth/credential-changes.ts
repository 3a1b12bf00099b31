import { Injectable } from '@nestjs/common';
import { type SecurityEmailFacts, SecurityEmails } from '../emails/security-emails.service.js';
import { OneTimeTokens, type Transaction } from '../emails/one-time-tokens.service.js';
import { Audit } from '../platform/audit/audit.js';

/** How an account came by its password. */
export type CredentialChange = 'password_changed' | 'password_reset' | 'password_set' | 'invitation_accepted';

/**
 * What every new password implies, in its transaction: mailed tokens are invalidated, the change is audited and the owner
 * notified.
 */
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
        // A user who resets a password is not signed in: the notification lets the owner object.
        actorId: sessionId && userId,
        subjectId: userId,
        sessionId,
        details: { ...facts },
      },
      tx,
    );
    // A user who accepts an invitation has just read the mail and had no password before.
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
