import type { Prisma } from '../platform/database/client/client.js';
import type { Database } from '../platform/database/database.js';
import type { Call, CallLeg, CallQuality, CallStatus } from './calls.protocol.js';

export interface Leg extends CallLeg {
  connectionId: string | null;
  /** How often the device has come back. */
  epoch: number;
}

type CallRow = Prisma.CallGetPayload<object>;
type LegRow = Prisma.CallLegGetPayload<object>;

/** Asked for only when there are any: it spares most closing connections a transaction. */
export async function withCalls(database: Database, legs: LegRow[]): Promise<{ call: Call; leg: Leg }[]> {
  if (legs.length === 0) return [];
  const calls = await database.call.findMany({ where: { id: { in: legs.map(({ callId }) => callId) } } });
  const byId = new Map(calls.map((call) => [call.id, toCall(call)]));
  return legs.flatMap((row) => {
    const call = byId.get(row.callId);
    return call ? { call, leg: toLeg(row) } : [];
  });
}

/**
 * The call as one participant sees it: for a callee it may have ended differently, and before the caller is notified of any
 * end.
 */
export function toCall(row: CallRow, viewerId?: string): Call {
  const { calleeEndReason: early, calleeEndedAt, calleeId, answeredAt } = row;
  const isEarly = early !== null && viewerId === calleeId;
  const status = isEarly ? 'ended' : row.status;
  const endReason = isEarly ? early : row.endReason;
  const endedBy = isEarly ? early === 'declined' && calleeId : row.endedBy;
  const endedAt = isEarly ? calleeEndedAt : row.endedAt;
  return {
    id: row.id,
    callerId: row.callerId,
    calleeId,
    media: row.media,
    status,
    ...(endReason && { endReason }),
    ...(endedBy && { endedBy }),
    ...(row.relayOnly && { relayOnly: row.relayOnly }),
    createdAt: row.createdAt.toISOString(),
    ...(answeredAt && { answeredAt: answeredAt.toISOString() }),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
  };
}

/** A call that has ended for its caller. */
export interface Ended {
  call: Call;
  /** For the callee it had ended before. */
  calleeKnows: boolean;
}

export function toEnded(row: CallRow): Ended {
  return { call: toCall(row), calleeKnows: row.calleeEndReason !== null };
}

export function toLeg(row: LegRow): Leg {
  return {
    peerId: row.peerId,
    userId: row.userId,
    state: row.state,
    at: row.at.toISOString(),
    ...(row.invitedAt && { invitedAt: row.invitedAt.toISOString() }),
    ...(row.alertingAt && { alertingAt: row.alertingAt.toISOString() }),
    ...(row.answeredAt && { answeredAt: row.answeredAt.toISOString() }),
    connectionId: row.connectionId,
    epoch: row.epoch,
    ...(row.quality && { quality: row.quality as CallQuality }),
  };
}

/** Calls that are in this state for their callee. */
export function calleeSees(status?: CallStatus): Prisma.CallWhereInput {
  if (status === 'created') return { status, calleeEndReason: null };
  return status === 'ended' ? { OR: [{ status }, { calleeEndReason: { not: null } }] } : { status };
}
