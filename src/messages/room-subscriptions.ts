import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import type { Principal } from '../platform/access/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection, IdleClass } from '../realtime/socket.connection.js';
import { RoomAccessChanged } from '../rooms/rooms.events.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { socketRoomOf } from './messages.events.js';
import { type JoinRoomAck, type JoinRoomPayload, MESSAGES_MAX } from './messages.protocol.js';
import { MessagesService } from './messages.service.js';
import { RoomHeads } from './room-heads.js';

const JOIN: Bucket = { name: 'room-join', points: 120, durationS: 60, hot: true };
const SWEEP_MS = 5000;
/** Every so many sweeps. */
const ASK_ACCESS = 6;

/** Which devices of this instance follow which rooms. Users who may no longer read are removed. */
@Injectable()
export class RoomSubscriptions implements OnModuleInit, OnApplicationBootstrap {
  /** Slugs of rooms that devices of this instance have joined, by id. */
  private readonly joined = new Map<string, string>();
  private readonly idleClass: IdleClass;
  private sweeps = 0;

  constructor(
    private readonly messages: MessagesService,
    private readonly heads: RoomHeads,
    private readonly rooms: RoomsService,
    private readonly realtime: RealtimeService,
    private readonly events: Events,
    private readonly limits: Limits,
    private readonly schedule: Schedule,
    private readonly registry: RealtimeRegistry,
    config: Configuration,
  ) {
    const timeoutS = config.sockets.chatIdleTimeoutS;
    this.idleClass = { name: 'chat', rank: 1, timeoutS, closeCode: 4001 };
  }

  onModuleInit(): void {
    this.registry.idleClasses.register(this.idleClass);
  }

  onApplicationBootstrap(): void {
    this.events.on(RoomAccessChanged, ({ roomId, userId }) => this.refuse(roomId, userId));
    this.schedule.every(SWEEP_MS, 'rooms could not be swept', () => this.sweep());
  }

  /** Joins, or requests missed messages again. @throws room_not_found, permission_denied, rate_limited */
  async join(
    connection: Connection,
    { room: slug, afterSeq, afterRevision }: JoinRoomPayload,
  ): Promise<JoinRoomAck> {
    const { principal } = connection;
    await this.limits.consume(JOIN, principal.userId);
    const { room } = await this.rooms.enter(principal, slug);
    // First of all, so that no message falls between the history and the live events.
    connection.join([socketRoomOf(room.id)]);
    this.joined.set(room.id, slug);
    connection.setIdleClass(this.idleClass, true);
    try {
      const read = await this.messages.read(
        room,
        { ...(afterSeq !== undefined && { afterSeq }), limit: MESSAGES_MAX },
        principal.userId,
      );
      const changes =
        afterRevision !== undefined &&
        (await this.messages.changed(room, afterRevision, afterSeq ?? read.lastSeq, principal.userId));
      // A role may have been taken meanwhile.
      const { role = null } = await this.rooms.enter(principal, slug);
      return { room: slug, role, ...read, ...changes };
    } catch (error) {
      this.takeOut(connection, room.id);
      throw error;
    }
  }

  /** Idempotent. @throws room_not_found */
  async leave(connection: Connection, slug: string): Promise<void> {
    const { room } = await this.rooms.enter(connection.principal, slug);
    this.takeOut(connection, room.id);
  }

  private async sweep(): Promise<void> {
    for (const roomId of this.joined.keys()) if (this.here(roomId).length === 0) this.joined.delete(roomId);
    if (this.sweeps++ % ASK_ACCESS === 0)
      for (const roomId of [...this.joined.keys()]) await this.refuse(roomId);
    await this.heads.send(this.joined);
  }

  /** Removes users who may no longer read. */
  private async refuse(roomId: string, userId?: string): Promise<void> {
    const there = this.here(roomId).filter(
      ({ principal }) => userId === undefined || principal.userId === userId,
    );
    if (there.length === 0) return;
    const found = await this.rooms.mayOf(
      roomId,
      there.map(({ principal }: { principal: Principal }) => principal),
    );
    const room = this.joined.get(roomId) ?? found?.room.slug ?? '';
    for (const connection of there) {
      if (found?.may.get(connection.principal.userId)?.has('read')) continue;
      this.takeOut(connection, roomId);
      connection.emit('room:left', { room, reason: found ? 'removed' : 'closed' });
    }
  }

  private takeOut(connection: Connection, roomId: string): void {
    connection.leave([socketRoomOf(roomId)]);
    connection.setIdleClass(
      this.idleClass,
      [...this.joined.keys()].some((id) => connection.isIn(socketRoomOf(id))),
    );
  }

  private here(roomId: string): Connection[] {
    return this.realtime.localMembers(socketRoomOf(roomId));
  }
}
