import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, violatesForeignKey } from '../platform/database/database.js';
import { Outgoing } from '../platform/outgoing/outgoing.js';
import { usersErrors } from '../users/users.errors.js';
import type { Device } from './call-device.js';
import { CallEndings } from './call-endings.store.js';
import { outgoingEvent } from './calls.outgoing.js';
import type { Call, CallEndReason, CallMedia, CallStatus } from './calls.protocol.js';

export interface NewCall {
  id: string;
  callerId: string;
  calleeId: string;
  media: CallMedia;
  ringTimeoutS: number;
  /** Whatever the two have chosen. */
  relayOnly: boolean;
  caller: { peerId: string } & Device;
  /** The callee's connections, each of which gets a leg. */
  invited: string[];
}

/** What became of a ring: a call (that rings, or was busy), or the call of the other who rang at the same time. */
export type Rung = { call: Call } | { crossedBy: string };

interface Row {
  crossedBy: string | null;
  status: CallStatus;
  endReason: CallEndReason | null;
  relayOnly: boolean;
  createdAt: Date;
  endedAt: Date | null;
}

/** Ringing, decided and written in one transaction, one pair of users at a time. */
@Injectable()
export class RingingStore {
  constructor(
    private readonly database: Database,
    private readonly outgoing: Outgoing,
    private readonly endings: CallEndings,
  ) {}

  async ring(call: NewCall): Promise<Rung> {
    const { id, callerId, calleeId } = call;
    return this.database
      .$transaction(async (tx) => {
        // Held until the commit: of two who ring each other the second sees the call of the first.
        const pair = [callerId, calleeId].sort().join(':');
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${pair}, 0))`;
        const [row] = await tx.$queryRaw<Row[]>`
        WITH crossing AS (
          SELECT id FROM calls WHERE caller_id = ${calleeId}::uuid AND callee_id = ${callerId}::uuid AND status = 'created' AND ring_expires_at > now()
          ORDER BY created_at DESC LIMIT 1),
        busy AS (
          -- Who rings the one they are in a call with has lost that call.
          SELECT EXISTS (SELECT FROM users WHERE id = ${calleeId}::uuid AND chosen_status = 'DND') OR (
            EXISTS (SELECT FROM calls WHERE status = 'active' AND ${calleeId}::uuid IN (caller_id, callee_id) AND ${callerId}::uuid NOT IN (caller_id, callee_id))
            AND NOT EXISTS (SELECT FROM call_settings WHERE user_id = ${calleeId}::uuid AND call_waiting)) AS yes),
        created AS (
          INSERT INTO calls (id, caller_id, callee_id, media, relay_only, ring_expires_at, status, end_reason, ended_at)
          SELECT ${id}::uuid, ${callerId}::uuid, ${calleeId}::uuid, ${call.media}::call_media,
            ${call.relayOnly} OR EXISTS (SELECT FROM call_settings WHERE user_id IN (${callerId}::uuid, ${calleeId}::uuid) AND relay_only), now() + make_interval(secs => ${call.ringTimeoutS}),
            (CASE WHEN yes THEN 'ended' ELSE 'created' END)::call_status, (CASE WHEN yes THEN 'busy' END)::call_end_reason, CASE WHEN yes THEN now() END
          FROM busy WHERE NOT EXISTS (SELECT FROM crossing) RETURNING id, status, end_reason, relay_only, created_at, ended_at),
        calling AS (
          INSERT INTO call_legs (peer_id, call_id, user_id, state, connection_id, instance_id)
          SELECT ${call.caller.peerId}::uuid, id, ${callerId}::uuid, 'calling', ${call.caller.connectionId}, ${call.caller.instanceId} FROM created),
        inviting AS (
          INSERT INTO call_legs (peer_id, call_id, user_id, state, connection_id, invited_at)
          SELECT peer_id, created.id, ${calleeId}::uuid, 'invited', connection_id, now()
          FROM created, unnest(${call.invited.map(() => randomUUID())}::uuid[], ${call.invited}::text[]) AS invited (peer_id, connection_id)
          WHERE created.status = 'created')
        SELECT (SELECT id FROM crossing) AS "crossedBy", created.status::text, created.end_reason::text AS "endReason", created.relay_only AS "relayOnly", created.created_at AS "createdAt",
          created.ended_at AS "endedAt"
        FROM (VALUES (1)) AS one LEFT JOIN created ON true`;
        if (row!.crossedBy !== null) return { crossedBy: row!.crossedBy };
        const made = asCall(call, row!);
        if (made.status === 'ended') await this.endings.record([made], tx);
        else await this.outgoing.record([outgoingEvent('call.ringing', made)], tx);
        return { call: made };
      })
      .catch((error: unknown) => {
        // The account was deleted between the look-up and the call.
        throw violatesForeignKey(error) ? usersErrors.user_not_found() : error;
      });
  }
}

function asCall({ id, callerId, calleeId, media }: NewCall, row: Row): Call {
  const { status, endReason, relayOnly, createdAt, endedAt } = row;
  return {
    id,
    callerId,
    calleeId,
    media,
    status,
    ...(endReason && { endReason }),
    ...(relayOnly && { relayOnly }),
    createdAt: createdAt.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
  };
}
