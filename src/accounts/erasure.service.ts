import { Injectable } from '@nestjs/common';
import { Reauthentication } from '../auth/password/reauthentication.service.js';
import { SecurityEmails } from '../emails/security-emails.service.js';
import { Audit } from '../platform/audit/audit.js';
import type { Principal } from '../platform/access/principal.js';
import { SessionEnds } from '../sessions/revocation/session-ends.service.js';
import { PersonalData } from '../users/personal-data.service.js';
import { AccountStatusService } from '../users/account-status.service.js';

/** For an account without a password the session itself must do, if it is young. */
const FRESH_S = 600;

/** Account deletion at the owner's request. Content shared with other users stays, without the author's name. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly reauthentication: Reauthentication,
    private readonly accountStatus: AccountStatusService,
    private readonly personalData: PersonalData,
    private readonly sessions: SessionEnds,
    private readonly securityEmails: SecurityEmails,
    private readonly audit: Audit,
  ) {}

  /** @throws reauthentication_required, invalid_credentials, last_admin, rate_limited, hash_queue_full */
  async eraseOwn(principal: Principal, password: string | undefined): Promise<void> {
    const { userId } = principal;
    await this.reauthentication.requireOwner(principal, FRESH_S, password);
    await this.sessions.within(async (tx, endAll) => {
      const email = await this.securityEmails.emailOf(userId, tx);
      await this.personalData.hold(userId, tx);
      await this.accountStatus.erase(userId, tx);
      if (email) await this.securityEmails.accountDeleted(email, tx);
      await this.personalData.erase(userId, tx);
      const sessionsEnded = await endAll(userId, 'account_deleted');
      await this.sessions.anonymise(userId, tx);
      await this.audit.record(
        {
          event: 'user_deleted',
          result: 'success',
          reason: 'own_wish',
          actorId: userId,
          subjectId: userId,
          details: { sessionsEnded },
          withoutOrigin: true,
        },
        tx,
      );
    });
  }
}
