import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Events } from '../platform/events/events.js';
import type { Principal } from '../platform/access/principal.js';
import type { Connection } from '../realtime/socket.connection.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import { SignalingService } from '../signaling/signaling.service.js';
import { deviceOf } from './call-device.js';
import { hangupCommand, transition } from './call.machine.js';
import { mustBeCallee, mustTakePart } from './call.policy.js';
import { CallsAdmission } from './ringing/calls.admission.js';
import { callsErrors } from './calls.errors.js';
import { CallUncertain } from './calls.events.js';
import { CallsTransfer } from './transfer/calls.transfer.js';
import { CallsNotifier } from './calls.notifier.js';
import type { Ended } from './call-rows.store.js';
import type { AcceptAck, Call } from './calls.protocol.js';
import { CallsStore } from './calls.store.js';

/**
 * A call's life once it rings: load, ask the policy, ask the machine, save, notify. `connection` is absent for clients without
 * a socket.
 */
@Injectable()
export class CallsService {
  constructor(
    private readonly store: CallsStore,
    private readonly transfer: CallsTransfer,
    private readonly admission: CallsAdmission,
    private readonly notifier: CallsNotifier,
    private readonly signaling: SignalingService,
    private readonly iceServers: IceServersService,
    private readonly events: Events,
  ) {}

  /** A device of the callee rings. */
  async alert(principal: Principal, callId: string, connection?: Connection): Promise<void> {
    const call = await this.store.find(callId, principal.userId);
    mustBeCallee(principal, call);
    if (call.status !== 'created') transition(call.status, 'answer');
    if (await this.store.alert(callId, principal.userId, randomUUID(), deviceOf(principal, connection)))
      this.notifier.ringing(call);
  }

  /**
   * Accepts; of several devices exactly one, which may try again when it was not admitted anywhere.
   * @throws call_answered_elsewhere, call_ended
   */
  async accept(principal: Principal, callId: string, connection?: Connection): Promise<AcceptAck> {
    const call = await this.store.find(callId, principal.userId);
    mustBeCallee(principal, call);
    const device = deviceOf(principal, connection);
    const before =
      connection && !connection.groupIds.includes(callId)
        ? await this.store.answeredBy(call, connection.id)
        : undefined;
    if (!before) transition(call.status, 'answer');
    const answered =
      before ??
      (await this.sure(this.store.answer(callId, principal.userId, randomUUID(), device))) ??
      (await this.refuse(principal, callId));
    const { peerId, caller } = answered;
    const pending = await this.admission.admitCallee(call, peerId, connection);
    this.notifier.accepted(answered.call, peerId, caller.connectionId, connection?.id);
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
    const call = await this.store.find(callId, principal.userId);
    mustBeCallee(principal, call);
    const { endReason } = transition(call.status, reason === 'busy' ? 'busy' : 'decline');
    const ended =
      (await this.sure(this.store.end(callId, call.status, endReason!, principal.userId, connection?.id))) ??
      (await this.refuse(principal, callId));
    this.notifier.declined(ended.call, connection?.id);
    await this.close(ended);
    return ended.call;
  }

  /**
   * Ends a call; while it rings, the caller takes it back and the callee declines it. A device that is about to take the
   * call over from another only gives that up.
   */
  async hangup(principal: Principal, callId: string, connection?: Connection): Promise<Call> {
    const call = await this.store.find(callId, principal.userId);
    mustTakePart(principal, call);
    if (connection && call.status === 'active' && (await this.transfer.giveUp(connection, callId)))
      return call;
    const command = hangupCommand(call.status, call.callerId === principal.userId);
    if (command === 'decline') return this.decline(principal, callId, 'declined', connection);
    const { endReason } = transition(call.status, command);
    const ended = await this.sure(this.store.end(callId, call.status, endReason!, principal.userId));
    // The callee accepted concurrently: hang up the running call instead.
    if (!ended)
      return command === 'cancel'
        ? this.hangup(principal, callId, connection)
        : this.refuse(principal, callId);
    await this.close(ended);
    return ended.call;
  }

  /** Notifies both sides and closes signalling. */
  async close(ended: Ended): Promise<void> {
    this.notifier.ended(ended);
    await this.signaling.closeGroup(ended.call.id);
  }

  /** Notifies the callee's devices that the call no longer rings. */
  closeForCallee(call: Call): void {
    this.notifier.endedForCallee(call);
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

  /** The state changed concurrently: report the current one. */
  private async refuse({ userId }: Principal, callId: string): Promise<never> {
    const call = await this.store.find(callId, userId);
    throw call?.status === 'active' ? callsErrors.call_answered_elsewhere() : callsErrors.call_ended();
  }
}
