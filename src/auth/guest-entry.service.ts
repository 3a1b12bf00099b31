import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { limitKeyOf } from '../platform/access/client-ip.js';
import { Limits } from '../platform/limits/limits.js';
import { type OpenSession, type Origin, SessionsService } from '../sessions/sessions.service.js';
import { AccountsService } from '../users/accounts.service.js';
import { AuthMetrics } from './auth-metrics.service.js';
import { GUEST_PER_IP } from './auth.limits.js';

/** A guest comes in, with nothing to sign in with again. */
@Injectable()
export class GuestEntry {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly limits: Limits,
    private readonly metrics: AuthMetrics,
    private readonly audit: Audit,
  ) {}

  /** @throws validation_failed, rate_limited */
  async enter(displayName: string | undefined, origin: Origin): Promise<OpenSession> {
    await this.limits.consume(GUEST_PER_IP, limitKeyOf(origin.ip));
    const answer = await this.sessions.start(origin, async (tx) => {
      const account = await this.accounts.createGuest(displayName, tx);
      const { id } = account.own;
      const details = { kind: 'guest' };
      await this.audit.record(
        { event: 'user_created', result: 'success', actorId: id, subjectId: id, details },
        tx,
      );
      return account;
    });
    this.metrics.logins.inc({ result: 'ok', method: 'guest' });
    return answer;
  }
}
