import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import type { Connection, IdleClass } from '../realtime/socket.connection.js';

interface Place {
  connection: Connection;
  /** Grows with each wish of the device: the last one counts, whichever is looked up first. */
  turn: number;
  roomId?: string;
}

/** Which room each device of this instance shows. */
@Injectable()
export class OpenThreads implements OnModuleInit {
  private readonly places = new Map<string, Place>();
  private readonly byRoom = new Map<string, Set<Connection>>();
  private readonly idleClass: IdleClass;

  constructor(
    private readonly registry: RealtimeRegistry,
    config: Configuration,
  ) {
    const timeoutS = config.sockets.inboxIdleTimeoutS;
    this.idleClass = { name: 'inbox', rank: 2, timeoutS, closeCode: 4002 };
  }

  onModuleInit(): void {
    this.registry.idleClasses.register(this.idleClass);
  }

  /** The device closes the room it shows. @returns the value that `open` needs */
  turn(connection: Connection): number {
    const turn = (this.places.get(connection.id)?.turn ?? 0) + 1;
    this.close(connection);
    this.places.set(connection.id, { connection, turn });
    return turn;
  }

  /** Does nothing when the device shows another room meanwhile. */
  open(connection: Connection, roomId: string, turn: number): void {
    const place = this.places.get(connection.id);
    if (place?.turn !== turn) return;
    place.roomId = roomId;
    connection.setIdleClass(this.idleClass, true);
    this.byRoom.set(roomId, (this.byRoom.get(roomId) ?? new Set()).add(connection));
  }

  /** The device has disconnected, or may no longer read. */
  close(connection: Connection): void {
    const roomId = this.places.get(connection.id)?.roomId;
    this.places.delete(connection.id);
    connection.setIdleClass(this.idleClass, false);
    if (roomId === undefined) return;
    const there = this.byRoom.get(roomId);
    there?.delete(connection);
    if (there?.size === 0) this.byRoom.delete(roomId);
  }

  in(roomId: string): Connection[] {
    return [...(this.byRoom.get(roomId) ?? [])];
  }

  *all(): Iterable<[Connection, roomId: string]> {
    for (const { connection, roomId } of this.places.values())
      if (roomId !== undefined) yield [connection, roomId];
  }
}
