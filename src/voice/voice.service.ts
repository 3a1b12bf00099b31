import { Injectable } from '@nestjs/common';
import { CallSettingsService } from '../calls/call-settings.service.js';
import { Audit } from '../platform/audit/audit.js';
import { Configuration } from '../platform/config/configuration.js';
import type { Principal } from '../platform/http/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Connection } from '../realtime/socket.connection.js';
import { RoomMembersService } from '../rooms/room-members.service.js';
import type { Room } from '../rooms/rooms.protocol.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import { SignalingService } from '../signaling/signaling.service.js';
import { LiveKit } from './livekit.js';
import { asPeer, type Participant } from './voice-roster.policy.js';
import { VoiceDepartures } from './voice.departures.js';
import { voiceErrors } from './voice.errors.js';
import type {
  LastSeq,
  LiveKitAccess,
  VoiceChannel,
  VoiceJoinAck,
  VoiceJoinPayload,
  VoiceState,
} from './voice.protocol.js';
import { VoiceRosters } from './voice.rosters.js';
import { type Joined, VoiceStore } from './voice.store.js';

const JOIN: Bucket = { name: 'voice-join', points: 30, durationS: 60, hot: true };
const STATE: Bucket = { name: 'voice-state', points: 240, durationS: 60, hot: true };

/** A room's voice channel: who joins, who leaves, what they show. */
@Injectable()
export class VoiceService {
  /** Connections that are about to be let in. */
  private readonly joining = new Set<string>();
  private readonly joins;

  constructor(
    private readonly store: VoiceStore,
    private readonly rosters: VoiceRosters,
    private readonly departures: VoiceDepartures,
    private readonly rooms: RoomsService,
    private readonly members: RoomMembersService,
    private readonly settings: CallSettingsService,
    private readonly signaling: SignalingService,
    private readonly iceServers: IceServersService,
    private readonly livekit: LiveKit,
    private readonly limits: Limits,
    private readonly config: Configuration,
    private readonly audit: Audit,
    metrics: Metrics,
  ) {
    this.joins = metrics.counter('voice_joins_total', 'Devices that joined voice channels', ['media']);
  }

  /**
   * Joins, comes back with `peerId`, or is told again what was answered before.
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

  /** Works twice. @throws room_not_found */
  async leave(connection: Connection, slug: string): Promise<void> {
    const { room } = await this.rooms.enter(connection.principal, slug);
    this.rosters.close(room.id, connection.id);
    const left = await this.store.leave({ roomId: room.id, connectionId: connection.id }, 'left');
    await this.departures.settle(left, 'left');
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
      max: this.livekit.isUsed ? null : this.config.voiceMeshMax,
    };
  }

  /**
   * Takes all devices of somebody out, or one's own.
   * @throws room_not_found, permission_denied, participant_not_found
   */
  async kick(principal: Principal, slug: string, userId: string): Promise<void> {
    const { userId: actorId, sessionId } = principal;
    const oneself = userId === actorId;
    const room = oneself
      ? (await this.rooms.enter(principal, slug)).room
      : await this.members.reach(principal, slug, userId);
    const reason = oneself ? 'left' : 'kicked';
    const left = await this.store.transaction(async (tx) => {
      const left = await this.store.leave({ roomId: room.id, userId }, reason, tx);
      const details = { roomId: room.id, devices: left.length };
      const entry = { reason: 'voice_kick', actorId, subjectId: userId, sessionId, details };
      if (left.length > 0 && !oneself)
        await this.audit.record({ event: 'authz_admin', result: 'success', ...entry }, tx);
      return left;
    });
    if (left.length === 0) throw voiceErrors.participant_not_found();
    await this.departures.settle(left, reason);
  }

  /** Devices send to each other, so that only who may speak can join; LiveKit sees to it that others listen only. */
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
    const relayOnly = !this.livekit.isUsed && (await this.settings.isRelayOnly(userId));
    const joined = await this.store.join({
      roomId: room.id,
      userId,
      connectionId: connection.id,
      instanceId: connection.instanceId,
      ...(wantedPeerId && { peerId: wantedPeerId }),
      state,
      speaks,
      identity,
      ...(!this.livekit.isUsed && { cap: this.config.voiceMeshMax }),
      devicesPerUser: this.config.voiceDevicesPerUser,
    });
    const { peerId, participants } = joined;
    const own = participants.find((participant) => participant.peerId === peerId)!;
    try {
      await this.departures.settle(joined.left, 'moved', own.identity);
      // A role may have been taken while the seat was.
      await this.mayJoin(principal, slug);
      if (!this.livekit.isUsed) await this.admit(connection, room.id, joined, relayOnly);
    } catch (error) {
      await this.departures.turnAway(joined, error);
      throw error;
    }
    this.joins.inc({ media: this.livekit.isUsed ? 'livekit' : 'mesh' });
    await this.rosters.changed(room.id, own);
    const recovery = wantedPeerId === peerId ? await this.missed(connection, room.id, joined, lastSeqs) : {};
    const livekit = await this.tokenFor(room.id, own);
    // Last, so that whatever is told from here on comes after the answer, which it goes on from.
    this.rosters.open(room, connection, peerId, participants);
    if (!connection.connected) await this.departures.lose(connection);
    return {
      groupId: room.id,
      peerId,
      peers: participants.filter((participant) => participant !== own).map(asPeer),
      iceServers: this.livekit.isUsed ? [] : this.iceServers.for(userId).iceServers,
      ...(relayOnly && { relayOnly: true as const }),
      ...recovery,
      ...(livekit && { livekit }),
    };
  }

  private async tokenFor(roomId: string, own: Participant): Promise<LiveKitAccess | undefined> {
    const { identity, username, peerId, userId, listensOnly } = own;
    if (identity === undefined) return undefined;
    return this.livekit.admit({ roomId, identity, username, peerId, userId, speaks: !listensOnly });
  }

  private async admit(
    connection: Connection,
    roomId: string,
    { peerId, epoch, before }: Joined,
    relayOnly: boolean,
  ): Promise<void> {
    await this.signaling.admit(connection, roomId, peerId, { epoch, relayOnly, addressed: true });
    // The old connection may still look alive.
    if (before && before !== connection.id) await this.signaling.dismiss(roomId, peerId, before);
  }

  /** What each of the others signalled while the device was away. */
  private async missed(
    connection: Connection,
    roomId: string,
    { peerId, participants }: Joined,
    lastSeqs: LastSeq[] = [],
  ): Promise<Pick<VoiceJoinAck, 'missed' | 'unrecovered'>> {
    if (this.livekit.isUsed) return { missed: [], unrecovered: [] };
    const seen = new Map(lastSeqs.map((last) => [last.peerId, last.seq]));
    const recoveries = await Promise.all(
      participants
        .filter((participant) => participant.peerId !== peerId)
        .map(async ({ peerId: from, epoch }) => ({
          from,
          ...(await this.signaling.missed(roomId, from, peerId, epoch, seen.get(from))),
        })),
    );
    const missed = recoveries.flatMap((one) => one.missed);
    return {
      missed: connection.wantsSeq ? missed : missed.map(({ seq: _, ...signal }) => signal),
      unrecovered: recoveries.filter(({ recovered }) => !recovered).map(({ from }) => from),
    };
  }
}
