import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import { SharedClock } from '../../platform/database/shared-clock.js';
import { Prisma } from '../../platform/database/client/client.js';
import type { Device } from '../call-device.js';
import { type Leg, withCalls } from '../call-rows.store.js';
import type { Call } from '../calls.protocol.js';

interface PeerAt {
  peerId: string;
  connectionId: string | null;
}

/** Transfers under way from one device to another. Every change of legs locks the row of the call. */
@Injectable()
export class TransfersStore {
  constructor(
    private readonly database: Database,
    private readonly clock: SharedClock,
  ) {}

  /** A leg of its own for the device that wants the call. @returns false when there is no call to transfer, or not now */
  async begin(
    callId: string,
    userId: string,
    peerId: string,
    device: Device,
    timeoutS: number,
  ): Promise<boolean> {
    return this.database.$transaction(async (tx) => {
      if (!(await isActive(tx, callId))) return false;
      await tx.callLeg.updateMany({
        where: { callId, connectionId: device.connectionId, state: { in: ['moved', 'move_failed'] } },
        data: { connectionId: null },
      });
      const begun = await tx.$executeRaw`
        INSERT INTO call_legs (peer_id, call_id, user_id, state, connection_id, instance_id, session_id, moving_until)
        SELECT ${peerId}::uuid, ${callId}::uuid, ${userId}::uuid, 'moving', ${device.connectionId},
          ${device.instanceId}, ${device.sessionId}::uuid, now() + make_interval(secs => ${timeoutS})
        WHERE NOT EXISTS (SELECT FROM call_legs WHERE call_id = ${callId}::uuid AND state = 'moving')
        ON CONFLICT (call_id, connection_id) DO UPDATE
          SET peer_id = excluded.peer_id, state = 'moving', at = now(), instance_id = excluded.instance_id,
            session_id = excluded.session_id, moving_until = excluded.moving_until
          WHERE call_legs.state IN ('invited', 'alerting')`;
      return begun > 0;
    });
  }

  /** The new device has the call and the old one has not, in one statement. @returns both, or undefined when the transfer is over */
  async complete(
    callId: string,
    connectionId: string,
  ): Promise<{ peerId: string; from: PeerAt } | undefined> {
    return this.database.$transaction(async (tx) => {
      if (!(await isActive(tx, callId))) return undefined;
      const [row] = await tx.$queryRaw<
        ({ peerId: string } & { fromPeer: string; fromConnection: string | null })[]
      >`
        WITH taken AS (
          UPDATE call_legs SET state = 'answered', at = now(), answered_at = now(), moving_until = NULL
          WHERE call_id = ${callId}::uuid AND connection_id = ${connectionId} AND state = 'moving'
            RETURNING peer_id, user_id),
        given AS (
          UPDATE call_legs SET state = 'moved', at = now(), grace_until = NULL
          FROM taken WHERE call_id = ${callId}::uuid AND call_legs.user_id = taken.user_id
            AND state IN ('calling', 'answered')
          RETURNING call_legs.peer_id, connection_id)
        SELECT taken.peer_id AS "peerId", given.peer_id AS "fromPeer", given.connection_id AS "fromConnection"
          FROM taken, given`;
      return row && { peerId: row.peerId, from: { peerId: row.fromPeer, connectionId: row.fromConnection } };
    });
  }

  /** The device takes it over no longer. @returns the transfers that this ended */
  fail(connectionId: string, callId?: string): Promise<{ call: Call; leg: Leg }[]> {
    return this.failWhere({ connectionId, callId });
  }

  /** Transfers that took too long, or whose call has ended meanwhile. */
  failOverdue(): Promise<{ call: Call; leg: Leg }[]> {
    return this.failWhere({
      OR: [
        { movingUntil: { lte: this.clock.now() } },
        { movingUntil: { not: null }, call: { status: 'ended' } },
      ],
    });
  }

  /** Transfers to devices of dead instances. */
  failInstances(dead: string[]): Promise<{ call: Call; leg: Leg }[]> {
    return this.failWhere({ movingUntil: { not: null }, instanceId: { in: dead } });
  }

  private async failWhere(where: Prisma.CallLegWhereInput): Promise<{ call: Call; leg: Leg }[]> {
    const rows = await this.database.callLeg.updateManyAndReturn({
      where: { ...where, state: 'moving' },
      data: { state: 'move_failed', at: this.clock.now(), movingUntil: null },
    });
    return withCalls(this.database, rows);
  }
}

/** Held until the commit, so that of two concurrent transfers, hang-ups or resumes the second sees the result of the first. */
async function isActive(tx: Transaction, callId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM calls WHERE id = ${callId}::uuid AND status = 'active' FOR NO KEY UPDATE`;
  return rows.length > 0;
}
