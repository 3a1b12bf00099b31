import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import type { PublicUser } from '../users/users.protocol.js';
import type { Ended } from './call-rows.store.js';
import { otherSide } from './call.policy.js';
import { CallMissed } from './calls.events.js';
import type { AcceptAck, Call, CallIncoming, CallLeg, CallsServerEvents } from './calls.protocol.js';
import { wasMissed } from './log/missed.policy.js';

/** Notifies devices of changes to a call. */
@Injectable()
export class CallsNotifier {
  private readonly endings;

  constructor(
    private readonly realtime: RealtimeService,
    private readonly iceServers: IceServersService,
    private readonly config: Configuration,
    private readonly events: Events,
    metrics: Metrics,
  ) {
    this.endings = metrics.counter('calls_ended_total', 'Ended calls', ['reason']);
  }

  incoming(call: Call, caller: PublicUser): void {
    const { iceServers } = this.iceServers.for(call.calleeId);
    const incoming: CallIncoming = {
      call,
      caller,
      iceServers,
      expiresInMs: this.config.calls.ringTimeoutS * 1000,
    };
    this.toUser(call.calleeId, 'call:incoming', incoming);
  }

  ringing(call: Call): void {
    this.toUser(call.callerId, 'call:ringing', { callId: call.id });
  }

  /** @param callerConnectionId the device that rang, @param winnerId the device that answered; both may act by REST */
  accepted(call: Call, remotePeerId: string, callerConnectionId: string | null, winnerId?: string): void {
    const accepted: CallsServerEvents['call:accepted'] = { callId: call.id, remotePeerId };
    if (callerConnectionId) this.realtime.toConnection(callerConnectionId, 'call:accepted', accepted);
    else this.toUser(call.callerId, 'call:accepted', accepted);
    const elsewhere = { callId: call.id, call };
    this.toUser(call.calleeId, 'call:answered-elsewhere', elsewhere, winnerId);
    if (callerConnectionId)
      this.toUser(call.callerId, 'call:answered-elsewhere', elsewhere, callerConnectionId);
  }

  /** For a device that rang while it was being rung: its call was answered, too. */
  crossed({ call, remotePeerId }: AcceptAck, connection: Connection): void {
    connection.emit('call:accepted', { callId: call.id, remotePeerId });
  }

  declined(call: Call, deviceId?: string): void {
    this.toUser(call.calleeId, 'call:declined-elsewhere', { callId: call.id }, deviceId);
  }

  peerLost(call: Call, { userId, peerId }: CallLeg, graceMs: number): void {
    const lost = { callId: call.id, graceMs, remotePeerId: peerId };
    this.toUser(otherSide(call, userId), 'call:peer-lost', lost);
  }

  peerBack(call: Call, userId: string): void {
    this.toUser(otherSide(call, userId), 'call:peer-back', { callId: call.id });
  }

  /** A second device of that user comes into the call. */
  moving(call: Call, userId: string, remotePeerId: string): void {
    this.toUser(otherSide(call, userId), 'call:moving', { callId: call.id, remotePeerId });
  }

  /** @param connectionId the device that has the call now */
  moved(call: Call, userId: string, remotePeerId: string, connectionId: string | null): void {
    this.toUser(otherSide(call, userId), 'call:moved', { callId: call.id, remotePeerId });
    this.toUser(userId, 'call:moved', { callId: call.id }, connectionId ?? undefined);
  }

  moveFailed(call: Call, peerId: string): void {
    for (const userId of [call.callerId, call.calleeId])
      this.toUser(userId, 'call:move-failed', { callId: call.id, peerId });
  }

  ended({ call, calleeKnows }: Ended): void {
    this.endings.inc({ reason: call.endReason ?? 'unknown' });
    this.toUser(call.callerId, 'call:ended', { call });
    if (!calleeKnows) this.endedForCallee(call);
  }

  endedForCallee(call: Call): void {
    this.toUser(call.calleeId, 'call:ended', { call });
    if (wasMissed(call)) this.events.publish(new CallMissed(call));
  }

  private toUser<E extends keyof CallsServerEvents>(
    userId: string,
    event: E,
    payload: CallsServerEvents[E],
    exceptConnectionId?: string,
  ): void {
    this.realtime.toUser(userId, event, payload, exceptConnectionId);
  }
}
