import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Configuration } from '../platform/config/configuration.js';
import { SessionEnds } from '../sessions/revocation/session-ends.service.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { PersonalData } from '../users/personal-data.service.js';
import { AccountStatusService } from '../users/account-status.service.js';

const BATCH = 200;

/**
 * Deletes guests that have no session left and were not seen for GUEST_PURGE_DAYS days. Where a call with the guest is in
 * another user's log, the row stays and its personal data is erased. One short transaction per guest, so that other writers do
 * not wait.
 */
@Injectable()
export class GuestPurge {
  constructor(
    private readonly accountStatus: AccountStatusService,
    private readonly personalData: PersonalData,
    private readonly sessions: SessionEnds,
    private readonly config: Configuration,
    private readonly audit: Audit,
  ) {}

  async sweep(): Promise<void> {
    let batch: string[];
    let last: string | null = null;
    do {
      batch = await this.accountStatus.idleGuests(this.config.accounts.guestPurgeDays, last, BATCH);
      for (const userId of batch) await this.purge(userId);
      last = batch.at(-1) ?? null;
    } while (batch.length === BATCH);
  }

  private async purge(userId: string): Promise<void> {
    try {
      await this.actIfIdle(userId, (tx) => this.accountStatus.remove(userId, tx));
    } catch (error) {
      if (!this.accountStatus.isMissed(error)) throw error;
      await this.actIfIdle(userId, async (tx) => {
        await this.accountStatus.erase(userId, tx);
        await this.personalData.erase(userId, tx);
        await this.sessions.anonymise(userId, tx);
      });
    }
  }

  private actIfIdle(userId: string, act: (tx: Transaction) => Promise<void>): Promise<void> {
    return this.sessions.within(async (tx) => {
      if (!(await this.accountStatus.holdIdleGuest(userId, this.config.accounts.guestPurgeDays, tx))) return;
      await act(tx);
      await this.audit.record(
        { event: 'user_deleted', result: 'success', reason: 'guest_idle', subjectId: userId },
        tx,
      );
    });
  }
}
