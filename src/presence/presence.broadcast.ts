import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import { exceptions, inPieces, newer, type PresenceUpdate, windowMs } from './presence.policy.js';
import { BATCHED_PRESENCE, type PresenceChanged, type PresenceServerEvents } from './presence.protocol.js';

const CHANNEL = 'presence';
const CHANNEL_OF_ONE = 'presence-of-one';
const BATCH_LIMIT = 500;

/**
 * Socket.IO rooms of this instance: devices that get each change by itself, devices that get batches, and guests, who get
 * numbers only.
 */
const EACH = 'presence:each';
const BATCHED = 'presence:batched';
const GUESTS = 'presence:guests';

interface Bundle {
  updates: PresenceUpdate[];
}

/** For one viewer only. */
interface UpdateForOne {
  viewerId: string;
  change: PresenceChanged;
}

/**
 * Sends changes from every instance to this instance's devices: gathered for a window that grows with the number of devices,
 * the last change of a user only, encoded once for all, and never to those from whom it is hidden.
 */
@Injectable()
export class PresenceBroadcast implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private gathered = new Map<string, PresenceUpdate>();
  private timer?: NodeJS.Timeout;
  private sentAtMs = Number.NEGATIVE_INFINITY;
  private readonly counts = { changes: 0, messages: 0 };

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly realtime: RealtimeService,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    const { counts } = this;
    metrics.countOf('presence_changes_total', 'Changes of presence sent here', () => counts.changes);
    metrics.countOf('presence_messages_total', 'Messages that carried them', () => counts.messages);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<Bundle>(CHANNEL, ({ updates }) => this.gather(updates));
    await this.bus.subscribe<UpdateForOne>(CHANNEL_OF_ONE, ({ viewerId, change }) =>
      this.sendToOneHere(viewerId, change),
    );
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  /** From now on the device receives changes. */
  join(connection: Connection): void {
    const wantsBatches = connection.has(BATCHED_PRESENCE);
    connection.join([connection.principal.isGuest ? GUESTS : wantsBatches ? BATCHED : EACH]);
  }

  /** How long changes are gathered here now. */
  get windowMs(): number {
    return windowMs(this.realtime.countHere(EACH) + this.realtime.countHere(BATCHED));
  }

  /** Soon, on every instance. */
  send(updates: PresenceUpdate[]): void {
    if (updates.length === 0) return;
    this.gather(updates);
    this.publish<Bundle>(CHANNEL, { updates });
  }

  /** At once, to one user's devices on every instance; pending changes of this person are dropped for them. */
  sendToOne(viewerId: string, change: PresenceChanged): void {
    this.sendToOneHere(viewerId, change);
    this.publish<UpdateForOne>(CHANNEL_OF_ONE, { viewerId, change });
  }

  /** To all devices of this instance, guests' too. */
  sendGuestCount(payload: PresenceServerEvents['presence:guests']): void {
    for (const socketRoom of [EACH, BATCHED, GUESTS])
      this.realtime.toSocketRoomHere(socketRoom, 'presence:guests', payload);
  }

  private publish<T extends object>(channel: string, message: T): void {
    this.bus.publishToOthers(channel, message).catch((error: unknown) => {
      this.log.warn('other instances could not be notified of presence', { error });
    });
  }

  private gather(updates: PresenceUpdate[]): void {
    for (const update of updates)
      this.gathered.set(update.change.userId, newer(this.gathered.get(update.change.userId), update));
    const waitMs = this.sentAtMs + this.windowMs - performance.now();
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, waitMs));
  }

  private flush(): void {
    const updates = [...this.gathered.values()];
    this.gathered = new Map();
    this.timer = undefined;
    this.sentAtMs = performance.now();
    this.counts.changes += updates.length;
    const hidden = exceptions(updates, (userId) => this.realtime.countHere(`user:${userId}`) > 0);

    const users = updates.map(({ change }) => change);
    this.sendBatched(users, [...hidden.keys()]);
    for (const { change, hiddenFrom } of updates)
      this.toSocketRoom(
        EACH,
        'presence:changed',
        change,
        hiddenFrom.filter((id) => hidden.has(id)),
      );
    for (const [viewerId, userIds] of hidden) {
      const seen = users.filter(({ userId }) => !userIds.has(userId));
      for (const connection of this.realtime.localMembers(`user:${viewerId}`))
        if (connection.isIn(BATCHED)) this.emitBatched(connection, seen);
    }
  }

  private sendBatched(users: PresenceChanged[], exceptUserIds: string[]): void {
    for (const piece of inPieces(users, BATCH_LIMIT))
      this.toSocketRoom(BATCHED, 'presence:changes', { users: piece }, exceptUserIds);
  }

  private emitBatched(connection: Connection, users: PresenceChanged[]): void {
    for (const piece of inPieces(users, BATCH_LIMIT)) {
      connection.emit('presence:changes', { users: piece });
      this.counts.messages += 1;
    }
  }

  private sendToOneHere(viewerId: string, change: PresenceChanged): void {
    const held = this.gathered.get(change.userId);
    if (held && held.change.version < change.version)
      this.gathered.set(change.userId, { ...held, hiddenFrom: [...held.hiddenFrom, viewerId] });
    for (const connection of this.realtime.localMembers(`user:${viewerId}`)) {
      if (connection.isIn(BATCHED)) this.emitBatched(connection, [change]);
      else if (connection.isIn(EACH)) {
        connection.emit('presence:changed', change);
        this.counts.messages += 1;
      }
    }
  }

  private toSocketRoom<E extends keyof PresenceServerEvents>(
    socketRoom: string,
    event: E,
    payload: PresenceServerEvents[E],
    exceptUserIds: string[],
  ): void {
    this.counts.messages += this.realtime.countHere(socketRoom);
    this.realtime.toSocketRoomHere(
      socketRoom,
      event,
      payload,
      exceptUserIds.map((id) => `user:${id}`),
    );
  }
}
