import type { Connection } from '../realtime/socket.connection.js';
import type { Unread } from './inbox.protocol.js';

/** The known inbox of a user who is connected to this instance. */
export class LocalInbox {
  /** By the room's id. */
  readonly unread = new Map<string, { slug: string; count: number }>();
  private missedCalls = 0;
  /** Whether it has been looked up. */
  isKnown = false;
  /** Devices that have connected and received no inbox yet. */
  readonly newDevices = new Set<Connection>();
  private lastSent?: string;

  get hasMissedCalls(): boolean {
    return this.missedCalls > 0;
  }

  /** Starts over: after this only unread rooms are left to be added. */
  begin(missedCalls: number): void {
    this.unread.clear();
    this.missedCalls = missedCalls;
    this.isKnown = true;
  }

  /** The whole of it. */
  get state(): Unread {
    const rooms = [...this.unread.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1));
    return {
      total: rooms.reduce((sum, { count }) => sum + count, 0),
      byRoom: Object.fromEntries(rooms.map(({ slug, count }) => [slug, count])),
      missedCalls: this.missedCalls,
    };
  }

  /** The inbox to send to all devices, if it differs from the last one sent. */
  takeUpdate(): Unread | undefined {
    const { state } = this;
    const text = JSON.stringify(state);
    if (text === this.lastSent) return undefined;
    this.lastSent = text;
    return state;
  }
}
