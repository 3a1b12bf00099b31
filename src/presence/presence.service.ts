import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import type { Connection } from '../realtime/socket.connection.js';
import { ConnectionOpened, UsersMoved } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { StatusChosen } from '../users/users.events.js';
import type { PresenceChanged, PresenceSnapshot } from './presence.protocol.js';
import { PresenceStore } from './presence.store.js';

/** Comings and goings are gathered this long and written together. */
const FLUSH_MS = 50;
const GUESTS_EVERY_MS = 1000;
const RECONCILE_MS = 15_000;
const SNAPSHOT_LIMIT = 1000;

/** Keeps the database and everybody's screen in line with the directory of living connections. */
@Injectable()
export class PresenceService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private moved = new Set<string>();
  private flushTimer?: NodeJS.Timeout;
  private flushing: Promise<void> = Promise.resolve();
  private timers: NodeJS.Timeout[] = [];
  private guestsTold = -1;
  private snapshots: { waiting: Connection[]; running: boolean } = { waiting: [], running: false };

  constructor(
    private readonly store: PresenceStore,
    private readonly realtime: RealtimeService,
    private readonly events: Events,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(UsersMoved, ({ userIds }) => this.note(userIds));
    this.events.on(ConnectionOpened, ({ connection }) => this.greet(connection));
    this.events.on(StatusChosen, async ({ userId }) => this.tell(await this.store.bump(userId)));
    this.timers = [
      setInterval(() => void this.tellGuests(), GUESTS_EVERY_MS),
      setInterval(() => void this.reconcile(), RECONCILE_MS),
    ];
    void this.reconcile();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.flushTimer);
    this.flush();
    await this.flushing;
  }

  /** These users may have come or gone; written and told soon. */
  private note(userIds: string[]): void {
    for (const id of userIds) this.moved.add(id);
    this.flushTimer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private flush(): void {
    this.flushTimer = undefined;
    const userIds = [...this.moved].sort();
    this.moved = new Set();
    if (userIds.length === 0) return;
    this.flushing = this.flushing.then(async () => {
      try {
        const changes = await this.store.sync(userIds, (ids) => this.realtime.online(ids));
        const members =
          changes.length === 0 ? new Set() : await this.store.members(changes.map((change) => change.userId));
        for (const change of changes) if (members.has(change.userId)) this.tell(change);
      } catch (error) {
        // Reconciling finds what was not written.
        this.log.warn('presence could not be written', { error });
      }
    });
  }

  private tell(change: PresenceChanged | undefined): void {
    if (change) this.realtime.toRoom('members', 'presence:changed', change);
  }

  private greet(connection: Connection): void {
    this.snapshots.waiting.push(connection);
    if (!this.snapshots.running) void this.sendSnapshots();
  }

  /** One query at a time, each for all who wait: nobody gets a snapshot older than their own arrival. */
  private async sendSnapshots(): Promise<void> {
    this.snapshots.running = true;
    while (this.snapshots.waiting.length > 0) {
      const waiting = this.snapshots.waiting;
      this.snapshots.waiting = [];
      try {
        const guests = await this.realtime.guests();
        const users = waiting.some((connection) => !connection.principal.isGuest)
          ? await this.store.visible(SNAPSHOT_LIMIT)
          : [];
        for (const connection of waiting) {
          const snapshot: PresenceSnapshot = connection.principal.isGuest ? { guests } : { users, guests };
          connection.emit('presence:snapshot', snapshot);
        }
      } catch (error) {
        this.log.warn('a presence snapshot could not be made', { error });
      }
    }
    this.snapshots.running = false;
  }

  private async tellGuests(): Promise<void> {
    try {
      const guests = await this.realtime.guests();
      if (guests === this.guestsTold) return;
      this.guestsTold = guests;
      for (const connection of this.realtime.localConnections())
        connection.emit('presence:guests', { guests });
    } catch (error) {
      this.log.debug('guests could not be counted', { error });
    }
  }

  /** Mends what a crash or an outage left: whoever the database and the directory disagree about is looked at again. */
  private async reconcile(): Promise<void> {
    try {
      const [believed, online] = await Promise.all([
        this.store.believedOnline(),
        this.realtime.onlineMembers(),
      ]);
      const living = await this.realtime.online(believed);
      const known = new Set(believed);
      const differing = [
        ...believed.filter((id) => !living.has(id)),
        ...online.filter((id) => !known.has(id)),
      ];
      if (differing.length > 0) this.note(differing);
    } catch (error) {
      this.log.warn('presence could not be reconciled', { error });
    }
  }
}
