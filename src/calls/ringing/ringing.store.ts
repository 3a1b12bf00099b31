import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database, violatesForeignKey } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { usersErrors } from '../../users/users.errors.js';
import type { Device } from '../call-device.js';
import { CallEndings } from '../log/call-endings.store.js';
import { toCall, toEnded } from '../call-rows.store.js';
import { callsErrors } from '../calls.errors.js';
import { outgoingEvent } from '../calls.outgoing.js';
import type { Call, CallMedia } from '../calls.protocol.js';

export interface NewCall {
  id: string;
  callerId: string;
  calleeId: string;
  media: CallMedia;
  ringTimeoutS: number;
  /** Whatever the two have chosen. */
  relayOnly: boolean;
  /** How many calls may ring or run for each of them. */
  maxPerUser: number;
  caller: { peerId: string } & Device;
  /** The callee's connections, each of which gets a leg. */
  invited: string[];
}

/** The result of a ring: the opposite call that was rung at the same time, or a call as its caller and its callee see it. */
export type Rung = { crossedBy: string } | { call: Call; calleeSees: Call };

/** How many calls ring or run for a user. */
const ongoing = (userId: string) =>
  Prisma.sql`(SELECT count(*) FROM calls WHERE status IN ('created', 'active')
    AND (caller_id = ${userId}::uuid OR (callee_id = ${userId}::uuid AND callee_end_reason IS NULL)))`;

/** Ringing, decided and written in one transaction, one call of a user at a time. */
@Injectable()
export class RingingStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly endings: CallEndings,
  ) {}

  /** @throws user_not_found, too_many_calls */
  async ring(call: NewCall): Promise<Rung> {
    const { id, callerId, calleeId } = call;
    return this.database
      .$transaction(async (tx) => {
        // Held until the commit, and always taken in this order: of two users who ring each other the second sees the call of
        // the first, and no user exceeds the limit of calls.
        for (const userId of [callerId, calleeId].sort())
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`call-user:${userId}`}, 0))`;
        const [crossing] = await tx.$queryRaw<{ id: string }[]>`
          SELECT id FROM calls WHERE caller_id = ${calleeId}::uuid AND callee_id = ${callerId}::uuid
            AND status = 'created' AND ring_expires_at > now()
            AND callee_end_reason IS NULL ORDER BY created_at DESC LIMIT 1`;
        if (crossing) return { crossedBy: crossing.id };
        if ((await tx.$executeRaw(insertion(call))) === 0) throw callsErrors.too_many_calls();
        const row = await tx.call.findUniqueOrThrow({ where: { id } });
        const rung = { call: toCall(row), calleeSees: toCall(row, calleeId) };
        if (rung.call.status === 'ended') await this.endings.record([toEnded(row)], tx);
        else await this.outbox.record([outgoingEvent('call.ringing', rung.call)], tx);
        if (row.calleeEndReason !== null) await this.endings.recordMissed([rung.calleeSees], tx);
        return rung;
      })
      .catch((error: unknown) => {
        // The account was deleted between the look-up and the call.
        throw violatesForeignKey(error) ? usersErrors.user_not_found() : error;
      });
  }
}

/** Inserts nothing when the caller has reached the limit of calls. */
function insertion(call: NewCall): Prisma.Sql {
  const { id, callerId, calleeId, caller } = call;
  // Must not disclose that a user who appears offline is in a call: to the caller it rings, to the callee it was busy.
  return Prisma.sql`
    WITH callee AS (
      SELECT chosen_status = 'OFFLINE' AS is_hidden, chosen_status = 'DND' OR ${ongoing(calleeId)} >= ${call.maxPerUser}
        OR (
        -- Who rings the one they are in a call with has lost that call.
        EXISTS (SELECT FROM calls WHERE status = 'active' AND ${calleeId}::uuid IN (caller_id, callee_id)
          AND ${callerId}::uuid NOT IN (caller_id, callee_id))
        AND NOT EXISTS (SELECT FROM call_settings WHERE user_id = ${calleeId}::uuid AND call_waiting)) AS is_busy
      FROM users WHERE id = ${calleeId}::uuid),
    ending AS (
      SELECT CASE WHEN is_busy AND NOT is_hidden THEN 'busy'::call_end_reason END AS reason, CASE WHEN is_busy
        AND is_hidden THEN 'busy'::call_end_reason END AS for_callee FROM callee),
    created AS (
      INSERT INTO calls (id, caller_id, callee_id, media, relay_only, ring_expires_at, status, end_reason, ended_at,
        callee_end_reason, callee_ended_at)
      SELECT ${id}::uuid, ${callerId}::uuid, ${calleeId}::uuid, ${call.media}::call_media,
        ${call.relayOnly} OR EXISTS (SELECT FROM call_settings WHERE user_id IN (${callerId}::uuid, ${calleeId}::uuid)
          AND relay_only), now() + make_interval(secs => ${call.ringTimeoutS}),
        (CASE WHEN reason IS NULL THEN 'created' ELSE 'ended' END)::call_status, reason,
          CASE WHEN reason IS NOT NULL THEN now() END,
        for_callee, CASE WHEN for_callee IS NOT NULL THEN now() END
      FROM ending WHERE ${ongoing(callerId)} < ${call.maxPerUser} RETURNING id, status, callee_end_reason),
    inviting AS (
      INSERT INTO call_legs (peer_id, call_id, user_id, state, connection_id, invited_at)
      SELECT peer_id, created.id, ${calleeId}::uuid, 'invited', connection_id, now()
      FROM created, unnest(${call.invited.map(() => randomUUID())}::uuid[],
        ${call.invited}::text[]) AS invited (peer_id, connection_id)
      WHERE created.status = 'created' AND created.callee_end_reason IS NULL)
    INSERT INTO call_legs (peer_id, call_id, user_id, state, connection_id, instance_id, session_id)
    SELECT ${caller.peerId}::uuid, id, ${callerId}::uuid, 'calling', ${caller.connectionId}, ${caller.instanceId},
      ${caller.sessionId}::uuid FROM created`;
}
