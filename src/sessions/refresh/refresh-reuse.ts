import { Injectable } from '@nestjs/common';
import { SecurityEmails } from '../../emails/security-emails.service.js';
import { Audit } from '../../platform/audit/audit.js';
import { Revocations } from '../revocation/revocations.service.js';
import { SessionsStore } from '../sessions.store.js';

/**
 * A refresh token was presented again after it was exchanged: it may have been stolen, so the session ends and its owner is
 * notified.
 */
@Injectable()
export class RefreshReuse {
  constructor(
    private readonly sessions: SessionsStore,
    private readonly revocations: Revocations,
    private readonly audit: Audit,
    private readonly securityEmails: SecurityEmails,
  ) {}

  async end(sessionId: string): Promise<void> {
    const ended = await this.sessions.transaction(async (tx) => {
      const rows = await this.sessions.revoke(sessionId, 'refresh_token_reused', tx);
      for (const { userId } of rows) {
        await this.audit.record(
          {
            event: 'authn_token_reuse',
            result: 'failure',
            reason: 'refresh_token_reused',
            subjectId: userId,
            sessionId,
          },
          tx,
        );
        await this.securityEmails.send(userId, 'refresh_token_reused', tx);
      }
      return rows;
    });
    await this.revocations.announce(ended);
  }
}
