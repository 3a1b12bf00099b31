import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { SingleFlight } from '../platform/schedule/single-flight.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { type Connection, encodeEvent } from '../realtime/socket.connection.js';
import { PresenceBroadcast } from './presence.broadcast.js';
import type { PresenceSnapshot } from './presence.protocol.js';
import { PresenceStore } from './presence.store.js';

const SNAPSHOT_LIMIT = 1000;
const SNAPSHOTS_PER_WINDOW = 5;

/**
 * The online users, for devices that just connected: one query at a time for all that wait, and one encoding for all viewers
 * who see the same.
 */
@Injectable()
export class PresenceSnapshots {
  private waiting: Connection[] = [];
  private readonly runs = new SingleFlight(() => this.sendToWaiting());

  constructor(
    private readonly store: PresenceStore,
    private readonly realtime: RealtimeService,
    private readonly broadcast: PresenceBroadcast,
    private readonly log: Log,
  ) {}

  /** Nobody gets a snapshot older than their own arrival. */
  send(connection: Connection): void {
    this.waiting.push(connection);
    void this.runs.run();
  }

  private async sendToWaiting(): Promise<void> {
    const waiting = this.waiting;
    this.waiting = [];
    try {
      await this.sendTo(waiting);
    } catch (error) {
      this.log.warn('a presence snapshot could not be made', { error });
    }
    // Among thousands many connect in this time; a single device does not wait.
    await pause(this.broadcast.windowMs / SNAPSHOTS_PER_WINDOW);
  }

  private async sendTo(waiting: Connection[]): Promise<void> {
    const guests = await this.realtime.guests();
    const members = waiting.filter(({ principal }) => !principal.isGuest);
    const visible = members.length > 0 ? await this.store.visible(SNAPSHOT_LIMIT + 1) : [];
    const more = visible.length > SNAPSHOT_LIMIT && { more: true as const };
    const users = visible.slice(0, SNAPSHOT_LIMIT);
    // After the users: those who have blocked the viewer in between must no longer be seen.
    const hidden = await this.store.hiddenFrom(members.map(({ principal }) => principal.userId));
    const forMembers = encodeEvent('presence:snapshot', { users, guests, ...more });
    const forGuests = encodeEvent('presence:snapshot', { guests });
    for (const connection of waiting) {
      const { userId, isGuest } = connection.principal;
      const unseen = hidden.get(userId);
      if (!unseen || isGuest) connection.write(isGuest ? forGuests : forMembers);
      else {
        const seen = users.filter((user) => !unseen.has(user.userId));
        const snapshot: PresenceSnapshot = { users: seen, guests, ...more };
        connection.emit('presence:snapshot', snapshot);
      }
    }
  }
}
