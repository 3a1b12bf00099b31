import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import type { RevokeReason } from './sessions.events.js';
import type { OutboxRow, Transaction } from './sessions.store.js';

/** Audit entries for the beginning and the end of sessions, in the transaction that begins or ends them. */
@Injectable()
export class SessionRecords {
  constructor(private readonly audit: Audit) {}

  /** @param replaced sessions that ended for the reason `replaces`, or to make room for this one */
  async started(
    userId: string,
    sessionId: string,
    replaced: OutboxRow[],
    replaces: RevokeReason | undefined,
    tx: Transaction,
  ): Promise<void> {
    const entry = { result: 'success', actorId: userId, subjectId: userId, sessionId } as const;
    const details = { replaced: replaces ? replaced.length : 0 };
    await this.audit.record({ event: 'session_created', ...entry, reason: replaces, details }, tx);
    if (!replaces) await this.ended(replaced, 'session_limit', tx);
  }

  /** One row, whether one session ended or all. */
  async ended(ended: OutboxRow[], reason: RevokeReason, tx: Transaction): Promise<void> {
    const [first] = ended;
    if (!first) return;
    await this.audit.record(
      {
        event: 'authn_token_revoked',
        result: 'success',
        reason,
        // An account that turns out to be switched off did not do it itself.
        actorId: reason === 'account_disabled' ? undefined : first.userId,
        subjectId: first.userId,
        sessionId: ended.length === 1 ? first.sessionId : undefined,
        details: ended.length === 1 ? {} : { sessions: ended.map(({ sessionId }) => sessionId) },
      },
      tx,
    );
  }
}
