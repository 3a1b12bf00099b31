import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { Events } from '../../platform/events/events.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { ConnectionClosed } from '../../realtime/realtime.events.js';
import type { Connection } from '../../realtime/socket.connection.js';
import { IceServersService } from '../../signaling/ice-servers.service.js';
import { SignalingService } from '../../signaling/signaling.service.js';
import { deviceOf } from '../call-device.js';
import { transition } from '../call.machine.js';
import { mustTakePart } from '../call.policy.js';
import { callsErrors } from '../calls.errors.js';
import { CallsNotifier } from '../calls.notifier.js';
import type { Call, MoveAck } from '../calls.protocol.js';
import type { Leg } from '../call-rows.store.js';
import { CallsStore } from '../calls.store.js';
import { completesTransfer, isInCall, mayTransfer } from './transfer.policy.js';
import { TransfersStore } from './transfers.store.js';

/** Each makes the peer open a connection. */
const MOVE: Bucket = { name: 'call-move', points: 20, durationS: 60, hot: true };

/**
 * Transfers a running call to another device of the same user, make before break: the old device has it until media flows at
 * the new one.
 */
@Injectable()
export class CallsTransfer implements OnApplicationBootstrap {
  private readonly outcomes;

  constructor(
    private readonly calls: CallsStore,
    private readonly transfers: TransfersStore,
    private readonly notifier: CallsNotifier,
    private readonly signaling: SignalingService,
    private readonly iceServers: IceServersService,
    private readonly limits: Limits,
    private readonly events: Events,
    private readonly config: Configuration,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter('call_moves_total', 'Calls that went to another device, or not', [
      'outcome',
    ]);
  }

  onApplicationBootstrap(): void {
    this.events.on(ConnectionClosed, async ({ connection }) => {
      if (connection.groupIds.length > 0) await this.announceFailed(await this.transfers.fail(connection.id));
    });
  }

  /**
   * This device takes the call over as soon as it says that media flows; until then it signals beside the old one.
   * @throws call_not_found, call_not_answered, call_ended, call_already_here, move_in_progress, rate_limited
   */
  async begin(connection: Connection, callId: string): Promise<MoveAck> {
    const { userId } = connection.principal;
    const peerId = randomUUID();
    const call = await this.mayBegin(connection, callId);
    await this.limits.consume(MOVE, userId);
    if (
      !(await this.transfers.begin(
        callId,
        userId,
        peerId,
        deviceOf(connection.principal, connection),
        this.config.calls.moveTimeoutS,
      ))
    ) {
      await this.mayBegin(connection, callId);
      throw callsErrors.move_in_progress();
    }
    await this.signaling.admit(connection, callId, peerId, { relayOnly: call.relayOnly ?? false });
    this.notifier.moving(call, userId, peerId);
    // Read only now: it may have changed with a transfer of the peer that was completed meanwhile.
    const remote = (await this.calls.legs(callId)).find((leg) => leg.userId !== userId && isInCall(leg))!;
    return {
      call,
      peerId,
      remotePeerId: remote.peerId,
      iceServers: this.iceServers.for(userId).iceServers,
    };
  }

  /**
   * Media flows at this device: at one that takes the call over, the old one is out of it from now on.
   * @throws call_not_found, call_not_answered, call_ended, move_failed, call_moved
   */
  async connected(connection: Connection, callId: string): Promise<void> {
    const { principal, id } = connection;
    const call = await this.calls.find(callId, principal.userId);
    mustTakePart(principal, call);
    if (call.status !== 'active') transition(call.status, 'hangup');
    if (!completesTransfer(await this.calls.legs(callId), id)) return this.calls.connected(callId);
    const moved = await this.transfers.complete(callId, id);
    // It failed, or the call ended, concurrently: the next check says which.
    if (!moved) return this.connected(connection, callId);
    this.outcomes.inc({ outcome: 'completed' });
    await this.dismiss(call, moved.from);
    this.notifier.moved(call, principal.userId, moved.peerId, id);
  }

  /**
   * A device that takes a call over leaves it where it is. One that came too late for that, too, and does not know it yet.
   * @returns false when it is no such device
   */
  async giveUp(connection: Connection, callId: string): Promise<boolean> {
    const state = (await this.calls.legs(callId)).find((leg) => leg.connectionId === connection.id)?.state;
    if (state !== 'moving') return state === 'move_failed';
    const failed = await this.transfers.fail(connection.id, callId);
    await this.announceFailed(failed);
    // It was completed or failed concurrently.
    return failed.length > 0 || this.giveUp(connection, callId);
  }

  /** Sent again after a crash that may have come between the commit and its notification. */
  async repeat(call: Call, legs: Leg[], present: Leg): Promise<void> {
    const before = legs.filter(({ userId, state }) => userId === present.userId && state === 'moved');
    for (const leg of before) await this.dismiss(call, leg);
    if (before.length > 0) this.notifier.moved(call, present.userId, present.peerId, present.connectionId);
  }

  /** Transfers whose deadline has passed. */
  async sweep(): Promise<void> {
    await this.announceFailed(await this.transfers.failOverdue());
  }

  /** Transfers to devices of dead instances. */
  async failInstances(dead: string[]): Promise<void> {
    await this.announceFailed(await this.transfers.failInstances(dead));
  }

  private async announceFailed(failed: { call: Call; leg: Leg }[]): Promise<void> {
    for (const { call, leg } of failed) {
      this.outcomes.inc({ outcome: 'failed' });
      await this.dismiss(call, leg);
      if (call.status === 'active') this.notifier.moveFailed(call, leg.peerId);
    }
  }

  /** From now on the device may not signal, and nobody may signal to it. */
  private dismiss(
    { id }: Call,
    { peerId, connectionId }: Pick<Leg, 'peerId' | 'connectionId'>,
  ): Promise<void> {
    return this.signaling.expel(id, peerId, connectionId ?? '');
  }

  private async mayBegin({ principal, id }: Connection, callId: string): Promise<Call> {
    const call = await this.calls.find(callId, principal.userId);
    mustTakePart(principal, call);
    transition(call.status, 'transfer');
    mayTransfer(await this.calls.legs(callId), id);
    return call;
  }
}
