import { Injectable } from '@nestjs/common';
import { Prisma } from '../../platform/database/client/client.js';
import { Database } from '../../platform/database/database.js';
import type { CallStatus } from '../calls.protocol.js';
import type { Standing } from './departure.policy.js';

interface Row {
  id: string;
  status: CallStatus;
  callerId: string;
  calleeId: string;
  callerGone: boolean;
  callerBlocks: boolean;
  calleeGone: boolean;
  calleeBlocks: boolean;
  calleeSignedOut: boolean;
  calleeHidden: boolean;
  calleeKnows: boolean;
}

export type Found = Standing & { id: string };

const LIVING = Prisma.sql`s.revoked_at IS NULL AND least(s.idle_expires_at, s.absolute_expires_at) > now()`;

/** Whether a leg's session is over; one whose session is not known counts as living. */
function isOver(leg: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${leg}.session_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM sessions s WHERE s.id = ${leg}.session_id AND ${LIVING}))`;
}

/**
 * Whether a user has left call `c`: by their account, or by the session of the device that has it, unless another takes it
 * over.
 */
export function isGone(userId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(EXISTS (SELECT FROM users WHERE id = ${userId} AND account_status <> 'active') OR (
    EXISTS (SELECT FROM call_legs l WHERE l.call_id = c.id AND l.user_id = ${userId}
      AND l.state IN ('calling', 'answered') AND ${isOver(Prisma.sql`l`)})
    AND NOT EXISTS (SELECT FROM call_legs l WHERE l.call_id = c.id AND l.user_id = ${userId} AND l.state = 'moving'
      AND NOT ${isOver(Prisma.sql`l`)})))`;
}

const block = (blocker: Prisma.Sql, blocked: Prisma.Sql) =>
  Prisma.sql`SELECT FROM user_blocks WHERE blocker_id = ${blocker} AND blocked_id = ${blocked}`;

const CALLER = Prisma.sql`c.caller_id`;
const CALLEE = Prisma.sql`c.callee_id`;

/** Calls that one of the two has left otherwise than by hanging up. */
@Injectable()
export class DeparturesStore {
  constructor(private readonly database: Database) {}

  /**
   * @param among only calls of these users
   * @param signedOut users of whom a session has just ended: only their ringing calls end for want of a device that could
   * accept
   */
  async find(statuses: CallStatus[], among?: string[], signedOut: string[] = []): Promise<Found[]> {
    const own = among
      ? Prisma.sql`AND (c.caller_id = ANY(${among}::uuid[]) OR c.callee_id = ANY(${among}::uuid[]))`
      : Prisma.empty;
    // A caller may ring a user they have blocked: for the caller only a block made after the call began counts. A session that
    // began after the call started to ring, and was not rung since, has replaced one that could accept.
    const rows = await this.database.$queryRaw<Row[]>`
      SELECT * FROM (
        SELECT c.id, c.status::text, c.caller_id AS "callerId", c.callee_id AS "calleeId",
          c.callee_end_reason IS NOT NULL AS "calleeKnows",
          ${isGone(CALLER)} AS "callerGone",
            EXISTS (${block(CALLER, CALLEE)} AND created_at > c.created_at) AS "callerBlocks",
          ${isGone(CALLEE)} AS "calleeGone", EXISTS (${block(CALLEE, CALLER)}) AS "calleeBlocks",
          c.status = 'created' AND c.callee_id = ANY(${signedOut}::uuid[]) AND NOT EXISTS (
            SELECT FROM sessions s WHERE s.user_id = c.callee_id AND ${LIVING}
              AND (s.created_at <= c.created_at + interval '1 millisecond'
              OR EXISTS (SELECT FROM call_legs l WHERE l.call_id = c.id AND l.session_id = s.id))) AS "calleeSignedOut",
          EXISTS (SELECT FROM users WHERE id = c.callee_id AND chosen_status = 'OFFLINE') AS "calleeHidden"
        FROM calls c WHERE c.status = ANY(${statuses}::call_status[]) ${own}) found
      WHERE "callerGone" OR "callerBlocks" OR "calleeGone" OR "calleeSignedOut"
        OR ("calleeBlocks" AND NOT "calleeKnows")`;
    return rows.map(toStanding);
  }
}

function toStanding(row: Row): Found {
  const { id, status, callerId, calleeId, calleeKnows } = row;
  return {
    id,
    status,
    callerId,
    calleeId,
    calleeKnows,
    caller: { isGone: row.callerGone, hasBlocked: row.callerBlocks },
    callee: {
      isGone: row.calleeGone,
      hasBlocked: row.calleeBlocks,
      isSignedOut: row.calleeSignedOut,
      isHidden: row.calleeHidden,
    },
  };
}
