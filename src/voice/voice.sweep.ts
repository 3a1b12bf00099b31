import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Schedule } from '../platform/schedule/schedule.js';
import { LivingInstances } from '../realtime/directory/living-instances.service.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { VoiceDepartures } from './voice.departures.js';
import { VoiceJoining } from './voice.joining.js';
import { VoiceRemovals } from './voice.removals.js';
import { VoiceRosters } from './voice.rosters.js';
import { VoiceStore } from './voice.store.js';

const SWEEP_MS = 1000;
/** Every so many sweeps. */
const COMPARE = 5;
const ASK_ACCESS = 30;
const DELETE_LEFT = 600;

/** Finds by polling what no event reported: the stored state survives the death of an instance. */
@Injectable()
export class VoiceSweep implements OnApplicationBootstrap {
  private sweeps = 0;

  constructor(
    private readonly store: VoiceStore,
    private readonly joining: VoiceJoining,
    private readonly rosters: VoiceRosters,
    private readonly departures: VoiceDepartures,
    private readonly removals: VoiceRemovals,
    private readonly realtime: RealtimeService,
    private readonly instances: LivingInstances,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.every(SWEEP_MS, 'voice channels could not be swept', () => this.sweep());
  }

  private async sweep(): Promise<void> {
    await this.departures.completeDeparture(await this.store.leaveLost(), 'lost');
    const sweep = this.sweeps++;
    if (sweep % DELETE_LEFT === 0) await this.store.deleteLeft();
    if (sweep % ASK_ACCESS === 0) await this.removals.refuse();
    if (sweep % COMPARE === 0) {
      this.rosters.catchUpAll();
      await this.loseMissed();
      await this.departures.loseInstances(await this.instances.deadOf(await this.store.instances()));
    }
  }

  /** Devices that disconnected while they were being admitted, or while the database was unavailable. */
  private async loseMissed(): Promise<void> {
    for (const { roomId, peerId, connectionId } of await this.store.at(this.realtime.instanceId)) {
      if (this.rosters.has(roomId, connectionId) || this.joining.isJoining(connectionId)) continue;
      await this.departures.losePeer(peerId);
    }
  }
}
