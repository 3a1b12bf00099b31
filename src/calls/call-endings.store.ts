import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/database.js';
import { Outgoing } from '../platform/outgoing/outgoing.js';
import { wasMissed } from './call.policy.js';
import { outgoingEnd } from './calls.outgoing.js';
import type { Call } from './calls.protocol.js';

/** What is written with the end of a call, whoever ended it. */
@Injectable()
export class CallEndings {
  constructor(private readonly outgoing: Outgoing) {}

  async record(calls: Call[], tx: Transaction): Promise<void> {
    const missed = calls.filter(wasMissed);
    if (missed.length > 0)
      await tx.missedCall.createMany({
        data: missed.map(({ id, calleeId, endedAt }) => ({
          callId: id,
          userId: calleeId,
          endedAt: endedAt!,
        })),
      });
    await this.outgoing.record(calls.flatMap(outgoingEnd), tx);
  }
}
