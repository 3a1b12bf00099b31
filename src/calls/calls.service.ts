import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import type { Principal } from '../platform/http/principal.js';
import { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import type { SignalIn } from '../signaling/signaling.protocol.js';
import { EarlySignalsService } from '../signaling/early-signals.service.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import { SignalingService } from '../signaling/signaling.service.js';
import { BlocksService } from '../users/blocks.service.js';
import { UsersService } from '../users/users.service.js';
import { hangupMove, move } from './call.machine.js';
import { mayRing, mustBeCallee, mustTakePart } from './call.policy.js';
import { callsErrors } from './calls.errors.js';
import { CallsMoves } from './calls.moves.js';
import { CallUncertain } from './calls.events.js';
import { CallsNews } from './calls.news.js';
import type { AcceptAck, Call, RingAck, RingPayload } from './calls.protocol.js';
import { CallsStore, type Device } from './calls.store.js';
import { RingingStore } from './ringing.store.js';

const RING: Bucket = { name: 'call-ring', points: 20, durationS: 60, hot: true };
/** By one person to one other. */
const RING_PAIR: Bucket = { name: 'call-ring-pair', points: 10, durationS: 60, hot: true };

/** A call's life: load, ask the policy, move the machine, save, tell. `connection` is absent for clients without a socket. */
@Injectable()
export class CallsService {
  constructor(
    private readonly store: CallsStore,
    private readonly ringing: RingingStore,
    private readonly moves: CallsMoves,
    private readonly news: CallsNews,
    private readonly users: UsersService,
    private readonly blocks: BlocksService,
    private readonly realtime: RealtimeService,
    private readonly signaling: SignalingService,
    private readonly early: EarlySignalsService,
    private readonly iceServers: IceServersService,
    private readonly limits: Limits,
    private readonly events: Events,
    private readonly config: Configuration,
  ) {}

  /**
   * Rings every device of the callee. One who is in a call or does not want to be disturbed is busy: the call has ended
   * by then. Two who ring each other at the same moment are in one call at once, the first one's.
   * @throws cannot_call_yourself, guest_not_allowed, permission_denied, user_not_found, rate_limited
   */
  async ring(principal: Principal, payload: RingPayload, connection?: Connection): Promise<RingAck> {
    const { calleeId, media, description } = payload;
    const callerId = principal.userId;
    mayRing(principal, calleeId, this.config.guestsMayRing);
    await this.limits.consume(RING, callerId);
    await this.limits.consume(RING_PAIR, `${callerId}:${calleeId}`);
    const [caller, , isBlocked, invited] = await Promise.all([
      this.users.getPublic(callerId),
      this.users.getPublic(calleeId),
      this.blocks.has(calleeId, callerId),
      this.realtime.connectionsOf(calleeId),
    ]);
    if (isBlocked) throw platformErrors.permission_denied();
    const peerId = randomUUID();
    const rung = await this.ringing.ring({
      id: randomUUID(),
      callerId,
      calleeId,
      media,
      ringTimeoutS: this.config.callRingTimeoutS,
      relayOnly: this.config.relayOnly,
      caller: { peerId, ...this.device(connection) },
      invited,
    });
    if ('crossedBy' in rung) return this.settle(principal, rung.crossedBy, payload, connection);
    const { call } = rung;
    if (call.status === 'ended') await this.close(call);
    else {
      try {
        const relayOnly = call.relayOnly ?? false;
        if (connection) await this.signaling.admit(connection, call.id, peerId, { relayOnly });
        if (description) await this.early.offer(call.id, peerId, description, relayOnly);
      } catch (error) {
        // The caller is told to try again: this one must not ring beside the next.
        await this.store.end(call.id, 'created', 'failed', null);
        throw error;
      }
      this.news.incoming(call, caller);
    }
    return { call, peerId, iceServers: this.iceServers.for(callerId).iceServers };
  }

  /** A device of the callee rings. */
  async alert(principal: Principal, callId: string, connection?: Connection): Promise<void> {
    const call = await this.store.find(callId);
    mustBeCallee(principal, call);
    if (call.status !== 'created') move(call.status, 'answer');
    if (await this.store.alert(callId, principal.userId, randomUUID(), this.device(connection)))
      this.news.ringing(call);
  }

  /** Answers; of several devices exactly one, which may ask again when it was let in nowhere. @throws call_answered_elsewhere, call_ended */
  async accept(principal: Principal, callId: string, connection?: Connection): Promise<AcceptAck> {
    const call = await this.store.find(callId);
    mustBeCallee(principal, call);
    const before =
      connection && !connection.groupIds.includes(callId)
        ? await this.store.answeredBy(call, connection.id)
        : undefined;
    if (!before) move(call.status, 'answer');
    const answered =
      before ??
      (await this.sure(this.store.answer(callId, principal.userId, randomUUID(), this.device(connection)))) ??
      (await this.refuse(callId));
    const { peerId, caller } = answered;
    const pending = await this.letIn(call, peerId, connection);
    this.news.accepted(answered.call, peerId, caller.connectionId, connection?.id);
    return {
      call: answered.call,
      peerId,
      remotePeerId: caller.peerId,
      iceServers: this.iceServers.for(principal.userId).iceServers,
      pending,
    };
  }

  /** @returns what the caller signalled so far. @throws call_ended; when a store is away, the device may accept again */
  private async letIn(call: Call, peerId: string, connection?: Connection): Promise<SignalIn[]> {
    try {
      const relayOnly = call.relayOnly ?? false;
      if (connection && !(await this.signaling.admit(connection, call.id, peerId, { relayOnly })))
        throw callsErrors.call_ended();
      return await this.early.take(call.id, peerId);
    } catch (error) {
      connection?.dismiss(call.id);
      throw error;
    }
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
      (await this.sure(this.store.end(callId, call.status, endReason!, principal.userId, connection?.id))) ??
      (await this.refuse(callId));
    this.news.declined(ended, connection?.id);
    await this.close(ended);
    return ended;
  }

  /**
   * Ends a call; while it rings, the caller takes it back and the callee declines it. A device that is about to take the
   * call over from another only gives that up.
   */
  async hangup(principal: Principal, callId: string, connection?: Connection): Promise<Call> {
    const call = await this.store.find(callId);
    mustTakePart(principal, call);
    if (connection && call.status === 'active' && (await this.moves.giveUp(connection, callId))) return call;
    const what = hangupMove(call.status, call.callerId === principal.userId);
    if (what === 'decline') return this.decline(principal, callId, 'declined', connection);
    const { endReason } = move(call.status, what);
    const ended = await this.sure(this.store.end(callId, call.status, endReason!, principal.userId));
    // Somebody answered in this very moment: hang up what is now a running call.
    if (!ended) return what === 'cancel' ? this.hangup(principal, callId, connection) : this.refuse(callId);
    await this.close(ended);
    return ended;
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

  /** Both rang: to ring the one who rings is to answer. */
  private async settle(
    principal: Principal,
    callId: string,
    payload: RingPayload,
    connection?: Connection,
  ): Promise<RingAck> {
    try {
      const ack = await this.accept(principal, callId, connection);
      if (connection) this.news.crossed(ack, connection);
      return ack;
    } catch (error) {
      // It was taken back or ran out in this very moment.
      if (error instanceof AppError && error.code === 'call_ended')
        return this.ring(principal, payload, connection);
      throw error;
    }
  }

  /** A change whose failure leaves open whether it was made. */
  private async sure<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } catch (error) {
      this.events.publish(new CallUncertain());
      throw error;
    }
  }

  /** The state changed under our feet: say what it is now. */
  private async refuse(callId: string): Promise<never> {
    const call = await this.store.find(callId);
    throw call?.status === 'active' ? callsErrors.call_answered_elsewhere() : callsErrors.call_ended();
  }
}
