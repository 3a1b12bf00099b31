import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { Schedule } from '../platform/schedule/schedule.js';
import type { Connection } from '../realtime/socket.connection.js';
import { LivingInstances } from '../realtime/living-instances.service.js';
import { ConnectionClosed } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { EarlySignalsService } from '../signaling/early-signals.service.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import { SignalingService } from '../signaling/signaling.service.js';
import { mustTakePart } from './call.policy.js';
import { callsErrors } from './calls.errors.js';
import { CallsMoves } from './calls.moves.js';
import { CallsNews } from './calls.news.js';
import type { Call, ResumeAck, ResumePayload } from './calls.protocol.js';
import { CallsService } from './calls.service.js';
import { CallsState } from './calls.state.js';
import { CallsStore, type Leg } from './calls.store.js';
import { isInCall, mayResume } from './move.policy.js';
import { OngoingCallsStore } from './ongoing-calls.store.js';

const SWEEP_MS = 1000;
const INSTANCES_EVERY_SWEEPS = 5;

/** Devices that come, go and come back, and deadlines that pass: stored, so that they hold when an instance dies. */
@Injectable()
export class CallsDevices implements OnApplicationBootstrap {
  private sweeps = 0;

  constructor(
    private readonly store: CallsStore,
    private readonly ongoingCalls: OngoingCallsStore,
    private readonly calls: CallsService,
    private readonly moves: CallsMoves,
    private readonly news: CallsNews,
    private readonly realtime: RealtimeService,
    private readonly instances: LivingInstances,
    private readonly signaling: SignalingService,
    private readonly early: EarlySignalsService,
    private readonly iceServers: IceServersService,
    private readonly state: CallsState,
    private readonly events: Events,
    private readonly schedule: Schedule,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(ConnectionClosed, ({ connection }) => this.lose(connection));
    this.iceServers.askForCalls(async (userId) => (await this.ongoingCalls.of(userId)).length > 0);
    this.schedule.every(SWEEP_MS, 'deadlines of calls could not be checked', () =>
      this.sweep().catch((error: unknown) => {
        this.state.doubt();
        throw error;
      }),
    );
  }

  /** A device takes part again from a new connection, with what it missed meanwhile. */
  async resume(connection: Connection, payload: ResumePayload): Promise<ResumeAck> {
    const { principal } = connection;
    const { callId } = payload;
    const call = await this.store.find(callId);
    mustTakePart(principal, call);
    if (call.status === 'ended') throw callsErrors.call_ended();
    const before = mayResume(await this.store.legs(callId), principal.userId, connection.id, payload.peerId);
    const { peerId } = before;
    const resumed = await this.store.resume(callId, peerId, this.calls.device(connection));
    if (!resumed) throw callsErrors.move_in_progress();
    const terms = { epoch: resumed.epoch, relayOnly: call.relayOnly ?? false };
    if (!(await this.signaling.admit(connection, callId, peerId, terms))) throw callsErrors.call_ended();
    // The old connection may still look alive here.
    if (before.connectionId && before.connectionId !== connection.id)
      await this.signaling.dismiss(callId, peerId, before.connectionId);
    this.news.peerBack(call, principal.userId);
    const legs = await this.store.legs(callId);
    await this.moves.repeat(call, legs, resumed);
    const others = legs.filter(({ userId }) => userId !== principal.userId);
    return {
      call,
      peerId,
      iceServers: this.iceServers.for(principal.userId).iceServers,
      ...(await this.catchUp(connection, peerId, others, payload)),
    };
  }

  /** What a device missed of the other side's device, and of one that takes the call over from it. */
  private async catchUp(connection: Connection, peerId: string, others: Leg[], payload: ResumePayload) {
    const { callId, lastSeq } = payload;
    const remote = others.find(isInCall);
    const mover = others.find(({ state }) => state === 'moving');
    const isAnother = remote && payload.remotePeerId && payload.remotePeerId !== remote.peerId;
    const from = isAnother ? 0 : lastSeq;
    const { missed, recovered } = remote
      ? await this.signaling.missed(callId, remote.peerId, peerId, remote.epoch, from)
      : { missed: [], recovered: lastSeq !== undefined && (await this.early.has(callId)) };
    // Everything of it, for who can tell by the numbers what they have had.
    const first = connection.wantsSeq ? 0 : undefined;
    const moving = mover && (await this.signaling.missed(callId, mover.peerId, peerId, mover.epoch, first));
    const all = [...missed, ...(moving?.missed ?? [])];
    return {
      ...(remote && { remotePeerId: remote.peerId }),
      ...(mover && { movingPeerId: mover.peerId }),
      missed: connection.wantsSeq ? all : all.map(({ seq: _, ...signal }) => signal),
      recovered,
    };
  }

  private async lose(connection: Connection): Promise<void> {
    if (connection.groupIds.length === 0) return;
    await this.loseDevice(connection.id);
  }

  private async loseDevice(connectionId: string): Promise<void> {
    await this.settleLost(await this.store.loseConnection(connectionId, this.config.callResumeGraceS));
  }

  private async sweep(): Promise<void> {
    for (const call of [...(await this.store.endExpired()), ...(await this.store.endLost())])
      await this.calls.close(call);
    await this.moves.sweep();
    if (this.sweeps++ % INSTANCES_EVERY_SWEEPS === 0) {
      await this.loseDeadInstances();
      await this.loseMissed();
      this.state.allIsWell();
    }
    await this.state.settleDoubts();
  }

  private async loseDeadInstances(): Promise<void> {
    const living = await this.instances.ids();
    await this.moves.sweep(living);
    await this.settleLost(await this.store.loseInstances(living, this.config.callResumeGraceS));
  }

  /** Devices that went while they were being let in, or while the database was away. */
  private async loseMissed(): Promise<void> {
    for (const connectionId of await this.store.connectionsAt(this.realtime.instanceId)) {
      if (!this.realtime.connection(connectionId)) await this.loseDevice(connectionId);
    }
  }

  /** From now on signals to the devices are kept; only then the others hear that they are away. */
  private async settleLost(lost: { call: Call; leg: Leg }[]): Promise<void> {
    for (const { call, leg } of lost) {
      await this.signaling.lose(call.id, leg.peerId, leg.connectionId ?? '').catch((error: unknown) => {
        this.log.warn('signals to a lost device cannot be kept', { error });
      });
      this.news.peerLost(call, leg, this.config.callResumeGraceS * 1000);
    }
  }
}
