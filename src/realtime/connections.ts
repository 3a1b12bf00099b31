import { Inject, Injectable } from '@nestjs/common';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Connection } from './socket.connection.js';
import {
  type Directory,
  DIRECTORY,
  type DirectoryEntry,
  type LivingConnections,
} from './directory/directory.js';
import { ConnectionClosed, PresenceMayHaveChanged } from './realtime.events.js';

/** Connections that were ended for one of these will not come back at once. */
const FOR_GOOD = new Set(['session_revoked', 'idle_timeout']);

/** The living connections of this instance. */
@Injectable()
export class Connections implements LivingConnections {
  private readonly byId = new Map<string, Connection>();
  /** The kind each was registered as, which it keeps. */
  private readonly entryOf = new WeakMap<Connection, DirectoryEntry>();
  /** Being registered; by id. */
  private readonly arriving = new Set<string>();
  private readonly closing = new Set<Promise<void>>();
  private readonly disconnects;

  constructor(
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly events: Events,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.gaugeBy('ws_connections', 'Living socket connections of this instance', 'auth', () =>
      this.count(),
    );
    this.disconnects = metrics.counter('ws_disconnect_total', 'Ended socket connections', ['reason']);
  }

  /**
   * Registers a connection, which lives from then on.
   * @returns how many the user has now, or why it was refused
   */
  async open(
    connection: Connection,
    limits: { perUser: number; perIp: number },
  ): Promise<number | 'user_full' | 'ip_full'> {
    const entry = this.entry(connection);
    this.arriving.add(connection.id);
    try {
      const count = await this.directory.open(entry, limits);
      if (typeof count === 'number') this.byId.set(connection.id, connection);
      return count;
    } finally {
      this.arriving.delete(connection.id);
    }
  }

  /** The user's first connection anywhere. */
  announce(connection: Connection): void {
    this.events.publish(new PresenceMayHaveChanged([connection.principal.userId]));
  }

  /** Takes a connection out everywhere; called once per connection. */
  remove(connection: Connection, reason: string): void {
    if (!this.byId.delete(connection.id)) return;
    this.disconnects.inc({ reason: connection.endedFor ?? reason });
    const task = this.close(connection, reason).finally(() => this.closing.delete(task));
    this.closing.add(task);
  }

  get(connectionId: string): Connection | undefined {
    return this.byId.get(connectionId);
  }

  all(): Iterable<Connection> {
    return this.byId.values();
  }

  *entries(): Iterable<DirectoryEntry> {
    for (const connection of this.byId.values()) yield this.entry(connection);
  }

  get size(): number {
    return this.byId.size;
  }

  has(connectionId: string): boolean {
    return this.byId.has(connectionId) || this.arriving.has(connectionId);
  }

  /** Waits until every ended connection has been reported to the directory and to listeners. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.closing);
    await this.events.settled();
  }

  private count(): { member: number; guest: number } {
    let guest = 0;
    for (const { principal } of this.byId.values()) if (principal.isGuest) guest += 1;
    return { member: this.byId.size - guest, guest };
  }

  private async close(connection: Connection, reason: string): Promise<void> {
    this.events.publish(new ConnectionClosed(connection, reason));
    try {
      const left = await this.directory.close(this.entry(connection));
      const { principal, endedFor = '' } = connection;
      if (left === 0)
        this.events.publish(new PresenceMayHaveChanged([principal.userId], !FOR_GOOD.has(endedFor)));
    } catch (error) {
      this.log.warn('a connection could not be taken out of the directory; the next sign of life will', {
        error,
      });
    }
  }

  private entry(connection: Connection): DirectoryEntry {
    const known = this.entryOf.get(connection);
    if (known) return known;
    const { userId, isGuest } = connection.principal;
    const entry = { connectionId: connection.id, userId, isGuest, ip: connection.ip };
    this.entryOf.set(connection, entry);
    return entry;
  }
}
