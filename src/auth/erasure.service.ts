import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Configuration } from '../platform/config/configuration.js';
import type { Principal } from '../platform/http/principal.js';
import { Mail } from '../platform/mail/mail.js';
import { AccountsService } from '../users/accounts.service.js';
import { PersonalData } from '../users/personal-data.service.js';
import { StandingService } from '../users/standing.service.js';
import { farewellLetter } from './auth.letters.js';
import { Reauthentication } from './reauthentication.js';
import { Revocations } from './revocations.service.js';
import { SessionsStore } from './sessions.store.js';

/** For an account without a password the session itself must do, if it is young. */
const FRESH_S = 600;

/** The end of an account by its owner's wish. What others share with it stays, without a name. */
@Injectable()
export class ErasureService implements OnModuleInit {
  constructor(
    private readonly reauthentication: Reauthentication,
    private readonly accounts: AccountsService,
    private readonly standing: StandingService,
    private readonly personalData: PersonalData,
    private readonly sessions: SessionsStore,
    private readonly revocations: Revocations,
    private readonly mail: Mail,
    private readonly config: Configuration,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.mail.compose('account_deleted', async (address) =>
      // Somebody else may have the address by now.
      (await this.accounts.findByEmail(address)) ? null : farewellLetter(this.config.mailLinkBase),
    );
  }

  /** @throws reauthentication_required, invalid_credentials, last_admin, rate_limited, hash_queue_full */
  async eraseOwn(principal: Principal, password: string | undefined): Promise<void> {
    const { userId } = principal;
    await this.reauthentication.requireOwner(principal, FRESH_S, password);
    const ended = await this.sessions.transaction(async (tx) => {
      const account = await this.accounts.find(userId, tx);
      const address = account && this.accounts.addressOf(account);
      await this.standing.erase(userId, tx);
      if (address) await this.mail.enqueue({ kind: 'account_deleted', address }, tx);
      await this.personalData.forget(userId, tx);
      const ended = await this.sessions.revokeAllOf(userId, null, 'account_deleted', tx);
      await this.sessions.anonymise(userId, tx);
      await this.audit.record(
        {
          event: 'user_deleted',
          result: 'success',
          reason: 'own_wish',
          actorId: userId,
          subjectId: userId,
          details: { sessionsEnded: ended.length },
          withoutOrigin: true,
        },
        tx,
      );
      return ended;
    });
    await this.revocations.announce(ended);
  }
}
