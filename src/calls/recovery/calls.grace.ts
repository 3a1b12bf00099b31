import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { Events } from '../../platform/events/events.js';
import { Log } from '../../platform/log/log.js';
import { ConnectionClosed } from '../../realtime/realtime.events.js';
import { RealtimeService } from '../../realtime/realtime.service.js';
import { SignalingService } from '../../signaling/signaling.service.js';
import { CallsDepartures } from './calls.departures.js';
import { CallsNotifier } from '../calls.notifier.js';
import type { Call } from '../calls.protocol.js';
import type { Leg } from '../call-rows.store.js';
import { CallsStore } from '../calls.store.js';

/** A device that loses its connection has a while to come back: stored, so that it holds when an instance dies. */
@Injectable()
export class CallsGrace implements OnApplicationBootstrap {
  constructor(
    private readonly store: CallsStore,
    private readonly departures: CallsDepartures,
    private readonly notifier: CallsNotifier,
    private readonly realtime: RealtimeService,
    private readonly signaling: SignalingService,
    private readonly events: Events,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(ConnectionClosed, async ({ connection }) => {
      if (connection.isSignedOut) await this.departures.leave(connection);
      else if (connection.groupIds.length > 0) await this.lose(connection.id);
    });
  }

  /** Devices whose instances died with them. */
  async loseInstances(dead: string[]): Promise<void> {
    await this.begin(await this.store.loseInstances(dead, this.config.calls.resumeGraceS));
  }

  /** Devices that disconnected while they were being admitted, or while the database was unavailable. */
  async loseMissed(): Promise<void> {
    const connectionIds = await this.store.connectionsAt(this.realtime.instanceId);
    const missed = connectionIds.filter((id) => !this.realtime.connection(id));
    if (missed.length === 0) return;
    // Some may have disconnected because they were signed out a moment ago.
    await this.departures.sweep('active');
    for (const connectionId of missed) await this.lose(connectionId);
  }

  private async lose(connectionId: string): Promise<void> {
    await this.begin(await this.store.loseConnection(connectionId, this.config.calls.resumeGraceS));
  }

  /** From now on signals to the devices are kept; only then the peers are notified that they have disconnected. */
  private async begin(lost: { call: Call; leg: Leg }[]): Promise<void> {
    for (const { call, leg } of lost) {
      await this.signaling.lose(call.id, leg.peerId, leg.connectionId ?? '').catch((error: unknown) => {
        this.log.warn('signals to a lost device cannot be kept', { error });
      });
      this.notifier.peerLost(call, leg, this.config.calls.resumeGraceS * 1000);
    }
  }
}
