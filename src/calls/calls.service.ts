import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import type { Principal } from '../platform/http/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import type { Connection } from '../realtime/socket.connection.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import { SignalingService } from '../signaling/signaling.service.js';
import { UsersService } from '../users/users.service.js';
import { hangupMove, move } from './call.machine.js';
import { mayRing, mustBeCallee, mustTakePart } from './call.policy.js';
import { callsErrors } from './calls.errors.js';
import { CallsNews } from './calls.news.js';
import type { AcceptAck, Call, RingAck, RingPayload } from './calls.protocol.js';
import { CallsStore, type Device } from './calls.store.js';

const RING: Bucket = { name: 'call-ring', points: 20, durationS: 60 };

/** A call's life: load, ask the policy, move the machine, save, tell. `connection` is absent for clients without a socket. */
@Injectable()
export class CallsService {
  constructor(
    private readonly store: CallsStore,
    private readonly news: CallsNews,
    private readonly users: UsersService,
    private readonly signaling: SignalingService,
    private readonly iceServers: IceServersService,
    private readonly limits: Limits,
    private readonly config: Configuration,
  ) {}

  /** Rings every device of the callee. @throws cannot_call_yourself, guest_not_allowed, user_not_found, rate_limited */
  async ring(
    principal: Principal,
    { calleeId, media, description }: RingPayload,
    connection?: Connection,
  ): Promise<RingAck> {
    mayRing(principal, calleeId, this.config.guestsMayRing);
    await this.limits.consume(RING, principal.userId);
    const [caller] = await Promise.all([
      this.users.getPublic(principal.userId),
      this.users.getPublic(calleeId),
    ]);
    const peerId = randomUUID();
    const call = await this.store.create(
      {
        id: randomUUID(),
        callerId: principal.userId,
        calleeId,
        media,
        ringTimeoutS: this.config.callRingTimeoutS,
      },
      { peerId, ...this.device(connection) },
    );
    if (connection) await this.signaling.admit(connection, call.id, peerId);
    if (description) await this.signaling.keepEarly(call.id, peerId, { description });
    this.news.incoming(call, caller);
    return { call, peerId, iceServers: this.iceServers.for(principal.userId).iceServers };
  }

  /** A device of the callee rings. */
  async alert(principal: Principal, callId: string, connection?: Connection): Promise<void> {
    const call = await this.store.find(callId);
    mustBeCallee(principal, call);
    if (call.status !== 'created') move(call.status, 'answer');
    if (await this.store.alert(callId, principal.userId, randomUUID(), this.device(connection)))
      this.news.ringing(call);
  }

  /** Answers; of several devices exactly one. @throws call_answered_elsewhere, call_ended */
  async accept(principal: Principal, callId: string, connection?: Connection): Promise<AcceptAck> {
    const call = await this.store.find(callId);
    mustBeCallee(principal, call);
    move(call.status, 'answer');
    const answered = await this.store.answer(callId, principal.userId, randomUUID(), this.device(connection));
    if (!answered) return this.refuse(callId);
    const { peerId, caller } = answered;
    if (connection) await this.signaling.admit(connection, callId, peerId);
    const pending = await this.signaling.takeEarly(callId, peerId);
    this.news.accepted(answered.call, peerId, caller.connectionId, connection?.id);
    return {
      call: answered.call,
      peerId,
      remotePeerId: caller.peerId,
      iceServers: this.iceServers.for(principal.userId).iceServers,
      pending,
    };
  }

  async decline(
    principal: Principal,
    callId: string,
    reason: 'declined' | 'busy' = 'declined',
    connection?: Connection,
  ): Promise<Call> {
    const call = await this.store.find(callId);
    mustBeCallee(principal, call);
    const { endReason } = move(call.status, reason === 'busy' ? 'busy' : 'decline');
    const ended =
      (await this.store.end(callId, call.status, endReason!, principal.userId)) ??
      (await this.refuse(callId));
    if (connection) await this.store.decline(callId, connection.id);
    this.news.declined(ended, connection?.id);
    await this.close(ended);
    return ended;
  }

  /** Ends a call; while it rings, the caller takes it back and the callee declines it. */
  async hangup(principal: Principal, callId: string, connection?: Connection): Promise<Call> {
    const call = await this.store.find(callId);
    mustTakePart(principal, call);
    const what = hangupMove(call.status, call.callerId === principal.userId);
    if (what === 'decline') return this.decline(principal, callId, 'declined', connection);
    const { endReason } = move(call.status, what);
    const ended = await this.store.end(callId, call.status, endReason!, principal.userId);
    // Somebody answered in this very moment: hang up what is now a running call.
    if (!ended) return what === 'cancel' ? this.hangup(principal, callId, connection) : this.refuse(callId);
    await this.close(ended);
    return ended;
  }

  /** Media flows. */
  async connected(principal: Principal, callId: string): Promise<void> {
    const call = await this.store.find(callId);
    mustTakePart(principal, call);
    if (call.status !== 'active') move(call.status, 'hangup');
    await this.store.connected(callId);
  }

  /** Tells everybody and lets nobody signal any more. */
  async close(call: Call): Promise<void> {
    this.news.ended(call);
    await this.signaling.closeGroup(call.id);
  }

  device(connection?: Connection): Device {
    return connection
      ? { connectionId: connection.id, instanceId: connection.instanceId }
      : { connectionId: null, instanceId: null };
  }

  /** The state changed under our feet: say what it is now. */
  private async refuse(callId: string): Promise<never> {
    const call = await this.store.find(callId);
    throw call?.status === 'active' ? callsErrors.call_answered_elsewhere() : callsErrors.call_ended();
  }
}
