import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { wasMissed } from './missed.policy.js';
import { outgoingEnd } from '../calls.outgoing.js';
import type { Ended } from '../call-rows.store.js';
import type { Call } from '../calls.protocol.js';

/** The writes that belong to the end of every call, whichever command ended it. */
@Injectable()
export class CallEndings {
  constructor(private readonly outbox: Outbox) {}

  async record(ended: Ended[], tx: Transaction): Promise<void> {
    const unnotified = ended.filter(({ calleeKnows }) => !calleeKnows);
    await this.recordMissed(
      unnotified.map(({ call }) => call),
      tx,
    );
    await this.outbox.record(
      ended.flatMap(({ call }) => outgoingEnd(call)),
      tx,
    );
  }

  /** @param calls that have ended for their callees */
  async recordMissed(calls: Call[], tx: Transaction): Promise<void> {
    const missed = calls.filter(wasMissed);
    if (missed.length > 0)
      await tx.missedCall.createMany({
        data: missed.map(({ id, calleeId, endedAt }) => ({
          callId: id,
          userId: calleeId,
          endedAt: endedAt!,
        })),
      });
  }
}
