import { Injectable } from '@nestjs/common';
import type { Connection } from '../../realtime/socket.connection.js';
import { EarlySignalsService } from '../../signaling/early-signals.service.js';
import { IceServersService } from '../../signaling/ice-servers.service.js';
import { SIGNAL_SEQ } from '../../signaling/signaling.protocol.js';
import { SignalingService } from '../../signaling/signaling.service.js';
import { deviceOf } from '../call-device.js';
import { mustTakePart } from '../call.policy.js';
import { callsErrors } from '../calls.errors.js';
import { CallsTransfer } from '../transfer/calls.transfer.js';
import { CallsNotifier } from '../calls.notifier.js';
import type { ResumeAck, ResumePayload } from '../calls.protocol.js';
import type { Leg } from '../call-rows.store.js';
import { CallsStore } from '../calls.store.js';
import { isInCall, mayResume } from '../transfer/transfer.policy.js';

/** A device rejoins a call from a new connection and receives the signals it missed. */
@Injectable()
export class CallsResume {
  constructor(
    private readonly store: CallsStore,
    private readonly transfer: CallsTransfer,
    private readonly notifier: CallsNotifier,
    private readonly signaling: SignalingService,
    private readonly early: EarlySignalsService,
    private readonly iceServers: IceServersService,
  ) {}

  /** @throws call_not_found, call_ended, not_in_call, call_moved, move_in_progress */
  async resume(connection: Connection, payload: ResumePayload): Promise<ResumeAck> {
    const { principal } = connection;
    const { callId } = payload;
    const call = await this.store.find(callId, principal.userId);
    mustTakePart(principal, call);
    if (call.status === 'ended') throw callsErrors.call_ended();
    const before = mayResume(await this.store.legs(callId), principal.userId, connection.id, payload.peerId);
    const { peerId } = before;
    const resumed = await this.store.resume(callId, peerId, deviceOf(principal, connection));
    if (!resumed) throw callsErrors.move_in_progress();
    const options = { epoch: resumed.epoch, relayOnly: call.relayOnly ?? false };
    if (!(await this.signaling.admit(connection, callId, peerId, options))) throw callsErrors.call_ended();
    // The old connection may still look alive here.
    if (before.connectionId && before.connectionId !== connection.id)
      await this.signaling.dismiss(callId, peerId, before.connectionId);
    this.notifier.peerBack(call, principal.userId);
    const legs = await this.store.legs(callId);
    await this.transfer.repeat(call, legs, resumed);
    const others = legs.filter(({ userId }) => userId !== principal.userId);
    return {
      call,
      peerId,
      iceServers: this.iceServers.for(principal.userId).iceServers,
      ...(await this.catchUp(connection, peerId, others, payload)),
    };
  }

  /** The signals a device missed from the peer's device, and from one that takes the call over from it. */
  private async catchUp(connection: Connection, peerId: string, others: Leg[], payload: ResumePayload) {
    const { callId, lastSeq } = payload;
    const remote = others.find(isInCall);
    const mover = others.find(({ state }) => state === 'moving');
    const isAnother = remote && payload.remotePeerId && payload.remotePeerId !== remote.peerId;
    const from = isAnother ? 0 : lastSeq;
    const { missed, recovered } = remote
      ? await this.signaling.missed(callId, remote.peerId, peerId, remote.epoch, from)
      : { missed: [], recovered: lastSeq !== undefined && (await this.early.has(callId)) };
    // All signals, for clients that drop duplicates by their numbers.
    const first = connection.has(SIGNAL_SEQ) ? 0 : undefined;
    const moving = mover && (await this.signaling.missed(callId, mover.peerId, peerId, mover.epoch, first));
    const all = [...missed, ...(moving?.missed ?? [])];
    return {
      ...(remote && { remotePeerId: remote.peerId }),
      ...(mover && { movingPeerId: mover.peerId }),
      missed: connection.has(SIGNAL_SEQ) ? all : all.map(({ seq: _, ...signal }) => signal),
      recovered,
    };
  }
}
