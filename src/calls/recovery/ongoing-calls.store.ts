import { Injectable } from '@nestjs/common';
import { BatchedLookup } from '../../platform/database/batched-lookup.js';
import { Database } from '../../platform/database/database.js';
import type { Call } from '../calls.protocol.js';
import { toCall } from '../call-rows.store.js';

interface OngoingRow {
  call: Call;
  ringExpiresAt: Date;
}

/** Calls that ring or run. */
@Injectable()
export class OngoingCallsStore {
  private readonly ongoingByUser = new BatchedLookup((userIds) => this.findOngoing(userIds));

  constructor(private readonly database: Database) {}

  /** Calls of a user that ring or run, with the time their ringing ends. */
  async of(userId: string): Promise<OngoingRow[]> {
    return (await this.ongoingByUser.find(userId)) ?? [];
  }

  /** Calls that ring or run, or ended since. */
  async recent(since: Date): Promise<Call[]> {
    const rows = await this.database.call.findMany({
      where: { OR: [{ status: { in: ['created', 'active'] } }, { endedAt: { gte: since } }] },
    });
    return rows.map((row) => toCall(row));
  }

  private async findOngoing(userIds: string[]): Promise<Map<string, OngoingRow[]>> {
    const rows = await this.database.call.findMany({
      where: {
        status: { in: ['created', 'active'] },
        OR: [{ callerId: { in: userIds } }, { calleeId: { in: userIds } }],
      },
      orderBy: { createdAt: 'asc' },
    });
    const found = new Map(userIds.map((id) => [id, [] as OngoingRow[]]));
    for (const row of rows)
      for (const side of [row.callerId, row.calleeId]) {
        const call = toCall(row, side);
        if (call.status !== 'ended') found.get(side)?.push({ call, ringExpiresAt: row.ringExpiresAt });
      }
    return found;
  }
}
