import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import type { Principal } from '../platform/access/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Connection } from '../realtime/socket.connection.js';
import type { Room } from '../rooms/rooms.protocol.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { LiveKit } from './livekit.js';
import { asPeer, type Participant } from './voice-roster.policy.js';
import { VoiceDepartures } from './voice.departures.js';
import { voiceErrors } from './voice.errors.js';
import { type Recovery, VoiceMesh } from './voice.mesh.js';
import type { LastSeq, LiveKitAccess, VoiceJoinAck, VoiceJoinPayload } from './voice.protocol.js';
import { VoiceRosters } from './voice.rosters.js';
import { type Joined, VoiceStore } from './voice.store.js';

const JOIN: Bucket = { name: 'voice-join', points: 30, durationS: 60, hot: true };

/** A device takes its seat in a voice channel, or comes back to it. */
@Injectable()
export class VoiceJoining {
  /** Connections that are about to be let in. */
  private readonly joining = new Set<string>();
  private readonly joins;

  constructor(
    private readonly store: VoiceStore,
    private readonly rosters: VoiceRosters,
    private readonly departures: VoiceDepartures,
    private readonly rooms: RoomsService,
    private readonly mesh: VoiceMesh,
    private readonly livekit: LiveKit,
    private readonly limits: Limits,
    private readonly config: Configuration,
    metrics: Metrics,
  ) {
    this.joins = metrics.counter('voice_joins_total', 'Devices that joined voice channels', ['media']);
  }

  /**
   * Joins, comes back with `peerId`, or receives an earlier answer again.
   * @throws room_not_found, permission_denied, muted, room_has_no_voice, voice_full, rate_limited
   */
  async join(connection: Connection, payload: VoiceJoinPayload): Promise<VoiceJoinAck> {
    const { principal } = connection;
    await this.limits.consume(JOIN, principal.userId);
    this.joining.add(connection.id);
    try {
      const { room, speaks } = await this.mayJoin(principal, payload.room);
      return await this.letIn(connection, room, speaks, payload);
    } finally {
      this.joining.delete(connection.id);
    }
  }

  isJoining(connectionId: string): boolean {
    return this.joining.has(connectionId);
  }

  /** In a mesh devices send to each other, so only users who may speak can join; LiveKit enforces that others only listen. */
  private async mayJoin(principal: Principal, slug: string): Promise<{ room: Room; speaks: boolean }> {
    const entry = await this.rooms.enter(principal, slug);
    const { room, may } = entry;
    if (!room.hasVoice || room.archivedAt !== null) throw voiceErrors.room_has_no_voice();
    const speaks = may.has('speak');
    if (!speaks && !this.livekit.isUsed) throw this.rooms.refusal(entry, 'speak');
    return { room, speaks };
  }

  private async letIn(
    connection: Connection,
    room: Room,
    speaks: boolean,
    { room: slug, peerId: wantedPeerId, lastSeqs, ...state }: VoiceJoinPayload,
  ): Promise<VoiceJoinAck> {
    const { principal } = connection;
    const { userId } = principal;
    const identity = this.livekit.isUsed ? this.livekit.identityOf(principal) : null;
    const relayOnly = !this.livekit.isUsed && (await this.mesh.isRelayOnly(userId));
    const joined = await this.store.join({
      roomId: room.id,
      userId,
      connectionId: connection.id,
      instanceId: connection.instanceId,
      sessionId: principal.sessionId,
      ...(wantedPeerId && { peerId: wantedPeerId }),
      state,
      speaks,
      identity,
      ...(!this.livekit.isUsed && { cap: this.config.voice.meshMax }),
      devicesPerUser: this.config.voice.devicesPerUser,
    });
    const { peerId, participants } = joined;
    const own = participants.find((participant) => participant.peerId === peerId)!;
    try {
      await this.departures.completeDeparture(joined.left, 'moved', own.identity);
      // A role may have been taken while the seat was.
      await this.mayJoin(principal, slug);
      if (!this.livekit.isUsed) await this.mesh.admit(connection, room.id, joined, relayOnly);
    } catch (error) {
      await this.departures.turnAway(joined, error);
      throw error;
    }
    this.joins.inc({ media: this.livekit.isUsed ? 'livekit' : 'mesh' });
    await this.rosters.changed(room.id, own);
    const recovery =
      wantedPeerId === peerId ? await this.recovery(connection, room.id, joined, lastSeqs) : {};
    const livekit = await this.tokenFor(room.id, own);
    // Last, so that all later events come after the answer, which they build on.
    this.rosters.open(room, connection, peerId, participants);
    if (!connection.connected) await this.departures.lose(connection);
    return {
      groupId: room.id,
      peerId,
      peers: participants.filter((participant) => participant !== own).map(asPeer),
      iceServers: this.livekit.isUsed ? [] : this.mesh.iceServersFor(userId),
      ...(relayOnly && { relayOnly: true as const }),
      ...recovery,
      ...(livekit && { livekit }),
    };
  }

  /** LiveKit has no signals of ours to miss. */
  private async recovery(
    connection: Connection,
    roomId: string,
    joined: Joined,
    lastSeqs?: LastSeq[],
  ): Promise<Recovery> {
    if (this.livekit.isUsed) return { missed: [], unrecovered: [] };
    return this.mesh.missed(connection, roomId, joined, lastSeqs);
  }

  private async tokenFor(roomId: string, own: Participant): Promise<LiveKitAccess | undefined> {
    const { identity, username, peerId, userId, listensOnly } = own;
    if (identity === undefined) return undefined;
    return this.livekit.admit({ roomId, identity, username, peerId, userId, speaks: !listensOnly });
  }
}
