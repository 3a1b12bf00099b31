import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import type { Principal } from '../platform/access/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import type { Connection } from '../realtime/socket.connection.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { LiveKit } from './livekit.js';
import { asPeer } from './voice-roster.policy.js';
import { VoiceDepartures } from './voice.departures.js';
import { voiceErrors } from './voice.errors.js';
import type { VoiceChannel, VoiceState } from './voice.protocol.js';
import { VoiceRosters } from './voice.rosters.js';
import { VoiceStore } from './voice.store.js';

const STATE: Bucket = { name: 'voice-state', points: 240, durationS: 60, hot: true };

/** A room's voice channel: its participants, leaving, and what they show. */
@Injectable()
export class VoiceService {
  constructor(
    private readonly store: VoiceStore,
    private readonly rosters: VoiceRosters,
    private readonly departures: VoiceDepartures,
    private readonly rooms: RoomsService,
    private readonly livekit: LiveKit,
    private readonly limits: Limits,
    private readonly config: Configuration,
  ) {}

  /** Idempotent. @throws room_not_found */
  async leave(connection: Connection, slug: string): Promise<void> {
    const { room } = await this.rooms.enter(connection.principal, slug);
    this.rosters.close(room.id, connection.id);
    const left = await this.store.leave({ roomId: room.id, connectionId: connection.id }, 'left');
    await this.departures.completeDeparture(left, 'left');
  }

  /** @throws not_in_voice, room_not_found, rate_limited */
  async setState(
    { principal, id }: Connection,
    slug: string,
    wanted: Partial<VoiceState>,
  ): Promise<{ state: VoiceState }> {
    const { room } = await this.rooms.enter(principal, slug);
    await this.limits.consume(STATE, principal.userId);
    const state = await this.store.setState(room.id, id, wanted);
    if (!state) throw voiceErrors.not_in_voice();
    await this.rosters.changed(room.id);
    return { state };
  }

  /** @throws room_not_found, permission_denied */
  async list(principal: Principal, slug: string): Promise<VoiceChannel> {
    const { room } = await this.rooms.enter(principal, slug);
    return {
      peers: (await this.store.participants(room.id)).map(asPeer),
      max: this.livekit.isUsed ? null : this.config.voice.meshMax,
    };
  }
}
