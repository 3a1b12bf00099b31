import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/access/principal.js';
import { Revocations } from './revocations.service.js';
import { SessionRecords } from '../session-records.js';
import { sessionErrors } from '../sessions.errors.js';
import type { RevokeReason } from '../sessions.events.js';
import { type OutboxRow, SessionsStore, type Transaction } from '../sessions.store.js';

/** Ends every session of a user, or every one except `except`. @returns how many there were */
export type EndAll = (userId: string, reason: RevokeReason, except?: string) => Promise<number>;

/** Ending sessions: recorded in the transaction of the act that ends them, announced to every instance after the commit. */
@Injectable()
export class SessionEnds {
  constructor(
    private readonly sessions: SessionsStore,
    private readonly revocations: Revocations,
    private readonly records: SessionRecords,
  ) {}

  /** A transaction that may end the sessions of the users it is about. */
  async within<T>(work: (tx: Transaction, endAll: EndAll) => Promise<T>): Promise<T> {
    const ended: OutboxRow[] = [];
    const result = await this.sessions.transaction((tx) =>
      work(tx, async (userId, reason, except) => {
        const rows = await this.sessions.revokeAllOf(userId, except ?? null, reason, tx);
        ended.push(...rows);
        return rows.length;
      }),
    );
    await this.revocations.announce(ended);
    return result;
  }

  async end(sessionId: string, reason: RevokeReason): Promise<void> {
    await this.finish(reason, (tx) => this.sessions.revoke(sessionId, reason, tx));
  }

  /** @throws session_not_found, also for sessions of others */
  async endOwn(principal: Principal, sessionId: string): Promise<void> {
    const reason = 'session_ended';
    const ended = await this.finish(reason, (tx) =>
      this.sessions.revokeOwn(sessionId, principal.userId, reason, tx),
    );
    if (ended === 0) throw sessionErrors.session_not_found();
  }

  /** Every session of the user, or every one except the current one. */
  async endAllOwn(principal: Principal, exceptCurrent: boolean): Promise<void> {
    const except = exceptCurrent ? principal.sessionId : null;
    await this.finish('logout_all', (tx) =>
      this.sessions.revokeAllOf(principal.userId, except, 'logout_all', tx),
    );
  }

  /** Ended sessions are kept as a record that they have ended, which needs neither tokens nor IP addresses. */
  anonymise(userId: string, tx: Transaction): Promise<void> {
    return this.sessions.anonymise(userId, tx);
  }

  /** Ends sessions, records that it happened, and announces it. @returns how many there were */
  private async finish(
    reason: RevokeReason,
    revoke: (tx: Transaction) => Promise<OutboxRow[]>,
  ): Promise<number> {
    const ended = await this.sessions.transaction(async (tx) => {
      const ended = await revoke(tx);
      await this.records.ended(ended, reason, tx);
      return ended;
    });
    await this.revocations.announce(ended);
    return ended.length;
  }
}
