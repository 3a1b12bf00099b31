import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { LivingInstances } from '../realtime/living-instances.service.js';
import { ConnectionClosed } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { RoomAccessChanged } from '../rooms/rooms.events.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import { VoiceDepartures } from './voice.departures.js';
import type { VoiceLeftReason } from './voice.protocol.js';
import { VoiceRosters } from './voice.rosters.js';
import { VoiceService } from './voice.service.js';
import { VoiceStore } from './voice.store.js';

const SWEEP_MS = 1000;
/** Every so many sweeps. */
const COMPARE = 5;
const ASK_ACCESS = 30;
const FORGET = 600;

/** Devices that go or may not stay, found by events, and without them by looking: what is stored holds when an instance dies. */
@Injectable()
export class VoiceDevices implements OnApplicationBootstrap {
  private sweeps = 0;

  constructor(
    private readonly store: VoiceStore,
    private readonly voice: VoiceService,
    private readonly rosters: VoiceRosters,
    private readonly departures: VoiceDepartures,
    private readonly rooms: RoomsService,
    private readonly realtime: RealtimeService,
    private readonly instances: LivingInstances,
    private readonly iceServers: IceServersService,
    private readonly events: Events,
    private readonly schedule: Schedule,
    private readonly config: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(ConnectionClosed, async ({ connection }) => {
      if (this.rosters.of(connection.id).length > 0) await this.departures.lose(connection);
    });
    this.events.on(RoomAccessChanged, ({ roomId, userId }) => this.refuse({ roomId, userId }));
    this.iceServers.askForCalls((userId) => this.store.isIn(userId));
    this.schedule.every(SWEEP_MS, 'voice channels could not be swept', () => this.sweep());
  }

  private async sweep(): Promise<void> {
    await this.departures.settle(await this.store.leaveLost(), 'lost');
    const sweep = this.sweeps++;
    if (sweep % FORGET === 0) await this.store.forgetLeft();
    if (sweep % ASK_ACCESS === 0) await this.refuse();
    if (sweep % COMPARE === 0) {
      this.rosters.catchUpAll();
      await this.loseMissed();
      await this.loseDeadInstances();
    }
  }

  private async loseDeadInstances(): Promise<void> {
    const living = await this.instances.ids();
    await this.departures.settleLost(await this.store.loseInstances(living, this.config.callResumeGraceS));
  }

  /** Devices that went while they were being let in, or while the database was away. */
  private async loseMissed(): Promise<void> {
    for (const { roomId, peerId, connectionId } of await this.store.at(this.realtime.instanceId)) {
      if (this.rosters.has(roomId, connectionId) || this.voice.isJoining(connectionId)) continue;
      await this.departures.settleLost(await this.store.lose({ peerId }, this.config.callResumeGraceS));
    }
  }

  /** Who may not be there any more is taken out. */
  private async refuse(where: { roomId?: string; userId?: string } = {}): Promise<void> {
    const people = await this.store.people(where);
    for (const roomId of new Set(people.map((person) => person.roomId))) {
      const there = people.filter((person) => person.roomId === roomId);
      const found = await this.rooms.mayOf(roomId, there);
      const isOpen = found?.room.hasVoice && found.room.archivedAt === null;
      const reason: VoiceLeftReason = isOpen ? 'removed' : 'closed';
      for (const { peerId, userId, speaks } of there) {
        if (isOpen && found.may.get(userId)?.has(speaks ? 'speak' : 'read')) continue;
        await this.departures.settle(await this.store.leave({ peerId }, reason), reason);
      }
    }
  }
}
