import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { CallQuality, SignalNote } from '../calls.protocol.js';

export interface SignalRow {
  callId: string;
  fromPeer: string;
  type: string;
  at: Date;
}

/** The stored record of a call: quality, signals with their times, duration. */
@Injectable()
export class CallRecordStore {
  constructor(private readonly database: Database) {}

  /** @returns whether the user took part with a device */
  async setQuality(callId: string, userId: string, quality: CallQuality): Promise<boolean> {
    const { count } = await this.database.callLeg.updateMany({
      where: { callId, userId, state: { in: ['calling', 'answered'] } },
      data: { quality: { ...quality } },
    });
    return count > 0;
  }

  async addSignals(rows: SignalRow[]): Promise<void> {
    await this.database.$executeRaw`
      INSERT INTO signaling_log (call_id, from_peer, type, at)
      SELECT (r->>'callId')::uuid, (r->>'fromPeer')::uuid, r->>'type', (r->>'at')::timestamptz 
      FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) WITH ORDINALITY AS given (r, place)
      WHERE EXISTS (SELECT FROM calls WHERE id = (r->>'callId')::uuid) ORDER BY place`;
  }

  async signals(callId: string): Promise<SignalNote[]> {
    const rows = await this.database.signalingLogEntry.findMany({
      where: { callId },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ type, fromPeer, at }) => ({ type, fromPeer, at: at.toISOString() }));
  }

  /** Removes ended calls from a user's log; calls that neither side keeps are deleted. @returns how many */
  async erase(userId: string, callId?: string, tx: Transaction = this.database): Promise<number> {
    const one = callId === undefined ? Prisma.empty : Prisma.sql`AND id = ${callId}::uuid`;
    // Locked in the order of their ids, so that two users who erase calls with each other do not deadlock.
    const count = await tx.$executeRaw`
      UPDATE calls SET caller_erased = caller_erased OR caller_id = ${userId}::uuid, callee_erased = callee_erased
        OR callee_id = ${userId}::uuid
      WHERE id IN (SELECT id FROM calls WHERE status = 'ended' ${one}
        AND ((caller_id = ${userId}::uuid AND NOT caller_erased) OR (callee_id = ${userId}::uuid AND NOT callee_erased))
          ORDER BY id FOR NO KEY UPDATE)`;
    await tx.$executeRaw`DELETE FROM calls WHERE caller_erased AND callee_erased`;
    return count;
  }

  /** Data from a user's own devices in these calls. */
  legsOf(callIds: string[], userId: string) {
    return this.database.callLeg.findMany({
      where: { callId: { in: callIds }, userId },
      omit: {
        userId: true,
        connectionId: true,
        instanceId: true,
        epoch: true,
        graceUntil: true,
        movingUntil: true,
      },
      orderBy: { at: 'asc' },
    });
  }

  async deleteOlderThan(keepDays: number): Promise<void> {
    await this.database.upkeep
      .$executeRaw`DELETE FROM calls WHERE ended_at < now() - make_interval(days => ${keepDays})`;
  }
}
