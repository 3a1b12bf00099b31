import { Inject, Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { UsersService } from '../users/users.service.js';
import { PreparedEvent } from './frames/prepared-event.js';
import type { Connection } from './socket.connection.js';
import { Connections } from './connections.js';
import { type Directory, DIRECTORY } from './directory/directory.js';
import { idleTimeoutMs } from './idle.policy.js';
import { ConnectionOpened } from './realtime.events.js';
import { CLOSE_CODES, PROTOCOL_VERSION, type Welcome } from './realtime.protocol.js';
import { RealtimeRegistry } from './registry/realtime-registry.service.js';
import { endConnection } from './socket.close.js';

/** Sends events to users, devices and Socket.IO rooms, on whichever instance they are. */
@Injectable()
export class RealtimeService {
  private server?: Server;

  constructor(
    private readonly connections: Connections,
    private readonly registry: RealtimeRegistry,
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly users: UsersService,
    private readonly events: Events,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  /** This process among all that share Redis; new at every start. */
  get instanceId(): string {
    return this.directory.instanceId;
  }

  useServer(server: Server): void {
    this.server = server;
  }

  /** To every device of a user. @param exceptConnectionId a device that is skipped */
  toUser(userId: string, event: string, payload: object, exceptConnectionId?: string | null): void {
    const target = this.io.to(`user:${userId}`);
    (exceptConnectionId ? target.except(exceptConnectionId) : target).emit(event, payload);
  }

  /** To every device of several users, in one message to the other instances. @param exceptSocketRoom devices in it are skipped */
  toUsers(userIds: string[], event: string, payload: object, exceptSocketRoom?: string): void {
    const target = this.io.to(userIds.map((userId) => `user:${userId}`));
    (exceptSocketRoom ? target.except(exceptSocketRoom) : target).emit(event, payload);
  }

  /** To one device, on whichever instance it is. */
  toConnection(connectionId: string, event: string, payload: object): void {
    const local = this.connections.get(connectionId);
    if (local) local.emit(event, payload);
    else this.io.to(connectionId).emit(event, payload);
  }

  /** @param exceptConnectionId a device that is skipped */
  toSocketRoom(socketRoom: string, event: string, payload: object, exceptConnectionId?: string): void {
    const target = this.io.to(socketRoom);
    (exceptConnectionId ? target.except(exceptConnectionId) : target).emit(event, payload);
  }

  /** To those of its devices that are connected to this instance. @param exceptSocketRooms devices in them are skipped */
  toSocketRoomHere(
    socketRoom: string,
    event: string,
    payload: object,
    exceptSocketRooms: string[] = [],
  ): void {
    const { rooms: socketRooms } = this.io.of('/').adapter;
    const ids = socketRooms.get(socketRoom);
    // Nothing is encoded for nobody.
    if (ids === undefined) return;
    const prepared = new PreparedEvent(event, payload);
    const except = new Set(exceptSocketRooms.flatMap((other) => [...(socketRooms.get(other) ?? [])]));
    for (const id of ids) if (!except.has(id)) this.connections.get(id)?.writePrepared(prepared);
  }

  /** How many of its devices are connected to this instance. */
  countHere(socketRoom: string): number {
    return this.io.of('/').adapter.rooms.get(socketRoom)?.size ?? 0;
  }

  /** The connection in a Socket.IO room that holds one at most, when it is on this instance. */
  localMember(socketRoom: string): Connection | undefined {
    const ids = this.io.of('/').adapter.rooms.get(socketRoom);
    if (ids === undefined) return undefined;
    for (const id of ids) return this.connections.get(id);
    return undefined;
  }

  localMembers(socketRoom: string): Connection[] {
    const ids = this.io.of('/').adapter.rooms.get(socketRoom) ?? [];
    return [...ids].flatMap((id) => this.connections.get(id) ?? []);
  }

  connection(connectionId: string): Connection | undefined {
    return this.connections.get(connectionId);
  }

  localConnections(): Iterable<Connection> {
    return this.connections.all();
  }

  connectionsOf(userId: string): Promise<string[]> {
    return this.directory.connectionsOf(userId);
  }

  online(userIds: string[]): Promise<Set<string>> {
    return this.directory.online(userIds);
  }

  onlineMembers(): Promise<string[]> {
    return this.directory.onlineMembers();
  }

  guests(): Promise<number> {
    return this.directory.guests();
  }

  liveInstances(): Promise<Set<string>> {
    return this.directory.liveInstances();
  }

  /** `welcome` first, then every slice above may send. */
  async welcome(connection: Connection): Promise<void> {
    const { userId, isGuest } = connection.principal;
    // The shortest timeout that may apply to this client, whatever it does.
    const { timeoutsS } = this.registry.idleClasses;
    const shortestMs = idleTimeoutMs(
      isGuest ? [...timeoutsS, this.config.sockets.guestIdleTimeoutS] : timeoutsS,
    );
    try {
      const welcome: Welcome = {
        connectionId: connection.id,
        user: await this.users.getOwn(userId),
        protocolVersion: PROTOCOL_VERSION,
        features: this.registry.features.names,
        heartbeatMs: this.config.sockets.heartbeatMs,
        ...(shortestMs < Number.POSITIVE_INFINITY && { idleTimeoutMs: shortestMs }),
        serverTime: new Date().toISOString(),
      };
      connection.emit('welcome', welcome);
      if (!connection.connected) return;
      connection.join([`user:${userId}`]);
      this.events.publish(new ConnectionOpened(connection));
    } catch (error) {
      this.log.error('a connection could not be welcomed', { error });
      this.sendBack(connection, 'the server cannot answer right now');
    }
  }

  /** Ends a device's connection so that it comes back and requests what it missed. */
  sendBack(connection: Connection, reason: string): void {
    endConnection(connection, {
      code: 'service_unavailable',
      closeCode: CLOSE_CODES.draining,
      reason,
      reconnect: true,
      retryAfterMs: 2000,
    });
  }

  private get io(): Server {
    return this.server!;
  }
}
