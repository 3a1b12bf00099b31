import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, violatedConstraint } from '../platform/database/database.js';
import { SharedClock } from '../platform/database/shared-clock.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { Prisma } from '../platform/database/client/client.js';
import type { Device } from './call-device.js';
import { CallEndings } from './log/call-endings.store.js';
import { outgoingEvent } from './calls.outgoing.js';
import { calleeSees, type Ended, type Leg, toCall, toEnded, toLeg, withCalls } from './call-rows.store.js';
import type { Call, CallEndReason, CallStatus } from './calls.protocol.js';
import { isGone } from './recovery/departures.store.js';

/** Calls and their legs in PostgreSQL; every change of a call's status is one conditional update. */
@Injectable()
export class CallsStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly endings: CallEndings,
    private readonly clock: SharedClock,
  ) {}

  /** The call as one of its participants sees it. */
  async find(id: string, viewerId: string): Promise<Call | undefined> {
    const row = await this.database.call.findUnique({ where: { id } });
    return row ? toCall(row, viewerId) : undefined;
  }

  /** As `find`, unless it was taken out of the reader's log. */
  async findInLog(id: string, readerId: string): Promise<Call | undefined> {
    const erased = [
      { callerId: readerId, callerErased: true },
      { calleeId: readerId, calleeErased: true },
    ];
    const row = await this.database.call.findUnique({ where: { id, NOT: { OR: erased } } });
    return row ? toCall(row, readerId) : undefined;
  }

  async legs(callId: string): Promise<Leg[]> {
    const rows = await this.database.callLeg.findMany({
      where: { callId },
      orderBy: [{ invitedAt: { sort: 'asc', nulls: 'first' } }, { at: 'asc' }],
    });
    return rows.map(toLeg);
  }

  /** History, newest first. @param before the last row of the page before */
  async history(
    userId: string,
    filter: { peer?: string; status?: CallStatus; before?: { createdAt: Date; id: string } },
    limit: number,
  ): Promise<Call[]> {
    const { peer, status, before } = filter;
    const sides = [
      { callerId: userId, callerErased: false, ...(peer && { calleeId: peer }), ...(status && { status }) },
      { calleeId: userId, calleeErased: false, ...(peer && { callerId: peer }), ...calleeSees(status) },
    ];
    const older = before && [
      { createdAt: { lt: before.createdAt } },
      { createdAt: before.createdAt, id: { lt: before.id } },
    ];
    const rows = await this.database.call.findMany({
      where: { AND: [{ OR: sides }, ...(older ? [{ OR: older }] : [])] },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return rows.map((row) => toCall(row, userId));
  }

  /** Exactly one device wins: the accepted call, or undefined when the call no longer rings or its caller has left it. */
  async answer(
    callId: string,
    userId: string,
    peerId: string,
    device: Device,
  ): Promise<{ call: Call; peerId: string; caller: Leg } | undefined> {
    return this.database.$transaction(async (tx) => {
      const now = this.clock.now();
      const updated = await tx.$executeRaw`
        UPDATE calls c SET status = 'active', answered_at = now()
        WHERE id = ${callId}::uuid AND status = 'created' AND ring_expires_at > now() AND callee_end_reason IS NULL
          AND NOT ${isGone(Prisma.sql`c.caller_id`)}`;
      if (updated === 0) return undefined;
      const answered = { state: 'answered', at: now, answeredAt: now } as const;
      const leg =
        device.connectionId === null
          ? await tx.callLeg.create({ data: { callId, userId, peerId, ...answered, ...device } })
          : await tx.callLeg.upsert({
              where: { callId_connectionId: { callId, connectionId: device.connectionId } },
              create: { callId, userId, peerId, ...answered, ...device },
              update: { ...answered, ...device },
            });
      const caller = await tx.callLeg.findFirstOrThrow({ where: { callId, state: 'calling' } });
      const call = toCall(await tx.call.findUniqueOrThrow({ where: { id: callId } }));
      await this.outbox.record([outgoingEvent('call.answered', call)], tx);
      return { call, peerId: leg.peerId, caller: toLeg(caller) };
    });
  }

  /** The answer of a device that has won the call already. */
  async answeredBy(
    call: Call,
    connectionId: string,
  ): Promise<{ call: Call; peerId: string; caller: Leg } | undefined> {
    if (call.status !== 'active') return undefined;
    const legs = await this.legs(call.id);
    const won = legs.find((leg) => leg.state === 'answered' && leg.connectionId === connectionId);
    const caller = legs.find((leg) => leg.state === 'calling');
    return won && caller && { call, peerId: won.peerId, caller };
  }

  /**
   * Ends a call in one of the given states; undefined when it was in none.
   * @param decliner the connection that refused it
   */
  async end(
    callId: string,
    from: CallStatus,
    endReason: CallEndReason,
    endedBy: string | null,
    decliner?: string,
  ): Promise<Ended | undefined> {
    return this.database.$transaction(async (tx) => {
      const [row] = await tx.call.updateManyAndReturn({
        where: { id: callId, status: from },
        data: { status: 'ended', endReason, endedBy, endedAt: this.clock.now() },
      });
      if (row && decliner)
        await tx.callLeg.updateMany({
          where: { callId, connectionId: decliner, state: { in: ['invited', 'alerting'] } },
          data: { state: 'declined', at: this.clock.now() },
        });
      if (!row) return undefined;
      const ended = toEnded(row);
      await this.endings.record([ended], tx);
      return ended;
    });
  }

  /**
   * The caller continues to hear ringing.
   * @returns the call as its callee sees it, or undefined when it no longer rings for them
   */
  async endForCallee(callId: string, calleeEndReason: CallEndReason): Promise<Call | undefined> {
    return this.database.$transaction(async (tx) => {
      const [row] = await tx.call.updateManyAndReturn({
        where: { id: callId, status: 'created', calleeEndReason: null },
        data: { calleeEndReason, calleeEndedAt: this.clock.now() },
      });
      if (!row) return undefined;
      const call = toCall(row, row.calleeId);
      await this.endings.recordMissed([call], tx);
      return call;
    });
  }

  /**
   * A device of the callee rings.
   * @returns whether to notify the caller: it is the first device, and the callee does not appear offline
   */
  async alert(callId: string, userId: string, peerId: string, device: Device): Promise<boolean> {
    const others = await this.database.callLeg.count({ where: { callId, alertingAt: { not: null } } });
    const hidden = { id: userId, chosenStatus: 'OFFLINE' } as const;
    const notifiesCaller = others === 0 && (await this.database.user.count({ where: hidden })) === 0;
    if (device.connectionId === null) return notifiesCaller;
    await this.database.$executeRaw`
      INSERT INTO call_legs (peer_id, call_id, user_id, state, connection_id, instance_id, session_id, invited_at,
        alerting_at)
      VALUES (${peerId}::uuid, ${callId}::uuid, ${userId}::uuid, 'alerting', ${device.connectionId},
        ${device.instanceId}, ${device.sessionId}::uuid, now(), now())
      ON CONFLICT (call_id, connection_id) DO UPDATE
        SET state = 'alerting', at = now(), alerting_at = now(), instance_id = excluded.instance_id,
        session_id = excluded.session_id
      WHERE call_legs.state = 'invited'`;
    return notifiesCaller;
  }

  /** A device that came while it rings is rung, too. */
  async invite(callIds: string[], userId: string, device: Device): Promise<void> {
    const invited = { userId, ...device, state: 'invited', invitedAt: this.clock.now() } as const;
    const data = callIds.map((callId) => ({ ...invited, callId, peerId: randomUUID() }));
    await this.database.callLeg.createMany({ data, skipDuplicates: true });
  }

  async connected(callId: string): Promise<void> {
    await this.database.call.updateMany({
      where: { id: callId, status: 'active', connectedAt: null },
      data: { connectedAt: this.clock.now() },
    });
  }

  /** Calls that rang long enough. */
  async endExpired(): Promise<Ended[]> {
    const now = this.clock.now();
    const where = { status: 'created', ringExpiresAt: { lte: now } } as const;
    return this.database.$transaction(async (tx) => {
      const data = { status: 'ended', endReason: 'missed', endedAt: now } as const;
      const ended = (await tx.call.updateManyAndReturn({ where, data })).map(toEnded);
      await this.endings.record(ended, tx);
      return ended;
    });
  }

  /** Calls whose lost device did not come back in time, nor gives its call to another that is about to connect. */
  async endLost(): Promise<Ended[]> {
    const now = this.clock.now();
    return this.database.$transaction(async (tx) => {
      const lost = await tx.$queryRaw<{ id: string }[]>`
      UPDATE calls SET status = 'ended', end_reason = 'lost', ended_at = ${now}
      WHERE status IN ('created', 'active') AND EXISTS (
        SELECT FROM call_legs lost WHERE call_id = calls.id AND state IN ('calling', 'answered')
          AND grace_until <= ${now}
          AND NOT EXISTS (SELECT FROM call_legs WHERE call_id = calls.id AND user_id = lost.user_id
            AND state = 'moving'))
      RETURNING id`;
      if (lost.length === 0) return [];
      const rows = await tx.call.findMany({ where: { id: { in: lost.map(({ id }) => id) } } });
      const ended = rows.map(toEnded);
      await this.endings.record(ended, tx);
      return ended;
    });
  }

  /** Starts the grace period of a disconnected device. @returns the calls it was in */
  async loseConnection(connectionId: string, graceS: number): Promise<{ call: Call; leg: Leg }[]> {
    return this.lose({ connectionId }, graceS);
  }

  /** The instances whose devices take part in calls, or take them over. */
  async instances(): Promise<string[]> {
    const rows = await this.database.callLeg.groupBy({
      by: ['instanceId'],
      where: {
        connectionId: { not: null },
        graceUntil: null,
        state: { in: ['calling', 'answered', 'moving'] },
        call: { status: { in: ['created', 'active'] } },
      },
    });
    return rows.flatMap(({ instanceId }) => instanceId ?? []);
  }

  /** Starts the grace of the devices of dead instances. */
  async loseInstances(dead: string[], graceS: number): Promise<{ call: Call; leg: Leg }[]> {
    return this.lose({ connectionId: { not: null }, instanceId: { in: dead } }, graceS);
  }

  /** The connections of an instance that take part in a call. */
  async connectionsAt(instanceId: string): Promise<string[]> {
    const legs = await this.database.callLeg.findMany({
      where: {
        instanceId,
        graceUntil: null,
        state: { in: ['calling', 'answered'] },
        call: { status: { in: ['created', 'active'] } },
      },
      select: { connectionId: true },
    });
    return legs.flatMap((leg) => leg.connectionId ?? []);
  }

  /** A device is back, under its old peer id. @returns its leg, or undefined when another has the call by now */
  async resume(callId: string, peerId: string, device: Device): Promise<Leg | undefined> {
    const resumed = this.database.$transaction(async (tx) => {
      const others = { callId, connectionId: device.connectionId, peerId: { not: peerId } };
      await tx.callLeg.deleteMany({ where: { ...others, state: { in: ['invited', 'alerting'] } } });
      await tx.callLeg.updateMany({ where: others, data: { connectionId: null } });
      const [row] = await tx.callLeg.updateManyAndReturn({
        where: { peerId, state: { in: ['calling', 'answered'] } },
        data: { ...device, graceUntil: null, epoch: { increment: 1 } },
      });
      return row && toLeg(row);
    });
    return resumed.catch((error: unknown) => {
      // The same device began to move the call concurrently.
      if (violatedConstraint(error)) return undefined;
      throw error;
    });
  }

  private async lose(where: Prisma.CallLegWhereInput, graceS: number): Promise<{ call: Call; leg: Leg }[]> {
    const rows = await this.database.callLeg.updateManyAndReturn({
      where: {
        ...where,
        graceUntil: null,
        state: { in: ['calling', 'answered'] },
        call: { status: { in: ['created', 'active'] } },
      },
      data: { graceUntil: new Date(this.clock.nowMs() + graceS * 1000) },
    });
    return withCalls(this.database, rows);
  }
}
