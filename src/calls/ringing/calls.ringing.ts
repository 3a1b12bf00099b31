import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/access/principal.js';
import { RealtimeService } from '../../realtime/realtime.service.js';
import type { Connection } from '../../realtime/socket.connection.js';
import { IceServersService } from '../../signaling/ice-servers.service.js';
import { deviceOf } from '../call-device.js';
import { CallsAdmission } from './calls.admission.js';
import { CallsNotifier } from '../calls.notifier.js';
import type { RingAck, RingPayload } from '../calls.protocol.js';
import { CallsScreening } from './calls.screening.js';
import { CallsService } from '../calls.service.js';
import { RingingStore } from './ringing.store.js';

/** How a call begins. `connection` is absent for clients without a socket. */
@Injectable()
export class CallsRinging {
  constructor(
    private readonly store: RingingStore,
    private readonly calls: CallsService,
    private readonly screening: CallsScreening,
    private readonly admission: CallsAdmission,
    private readonly notifier: CallsNotifier,
    private readonly realtime: RealtimeService,
    private readonly iceServers: IceServersService,
    private readonly config: Configuration,
  ) {}

  /**
   * Rings every device of the callee. A callee who is in a call or does not want to be disturbed is busy: the returned call has
   * already ended. Two users who ring each other at the same moment are connected in the call that was first.
   * @throws cannot_call_yourself, guest_not_allowed, permission_denied, user_not_found, too_many_calls, rate_limited
   */
  async ring(principal: Principal, payload: RingPayload, connection?: Connection): Promise<RingAck> {
    const { calleeId, media, description } = payload;
    const callerId = principal.userId;
    await this.screening.allow(principal, calleeId);
    const [caller, invited] = await Promise.all([
      this.screening.callerFor(callerId, calleeId),
      this.realtime.connectionsOf(calleeId),
    ]);
    const peerId = randomUUID();
    const rung = await this.store.ring({
      id: randomUUID(),
      callerId,
      calleeId,
      media,
      ringTimeoutS: this.config.calls.ringTimeoutS,
      relayOnly: this.config.calls.relayOnly,
      maxPerUser: this.config.calls.perUser,
      caller: { peerId, ...deviceOf(principal, connection) },
      invited,
    });
    if ('crossedBy' in rung) return this.acceptCrossed(principal, rung.crossedBy, payload, connection);
    const { call, calleeSees } = rung;
    if (call.status === 'ended') await this.calls.close({ call, calleeKnows: false });
    else {
      await this.admission.admitCaller(call, peerId, description, connection);
      if (calleeSees.status === 'ended') this.calls.closeForCallee(calleeSees);
      else this.notifier.incoming(call, caller);
    }
    return { call, peerId, iceServers: this.iceServers.for(callerId).iceServers };
  }

  /** Both users rang: to ring a user who is ringing you is to accept. */
  private async acceptCrossed(
    principal: Principal,
    callId: string,
    payload: RingPayload,
    connection?: Connection,
  ): Promise<RingAck> {
    try {
      const ack = await this.calls.accept(principal, callId, connection);
      if (connection) this.notifier.crossed(ack, connection);
      return ack;
    } catch (error) {
      // It was cancelled or timed out concurrently.
      if (error instanceof AppError && error.code === 'call_ended')
        return this.ring(principal, payload, connection);
      throw error;
    }
  }
}
