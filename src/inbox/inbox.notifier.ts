import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { MissedCallsService } from '../calls/log/missed-calls.service.js';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { monotonicMs } from '../platform/schedule/monotonic.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import { DirectItems } from './direct-items.js';
import type { InboxServerEvents } from './inbox.protocol.js';
import { LocalInbox } from './local-inbox.js';
import { EVERYTHING, ReadMarksStore, type Reading } from './read-marks.store.js';
import { OpenThreads } from './open-threads.js';
import { pauseAfter } from './pause.policy.js';

const CHANNEL = 'inbox';
const PAUSE_AFTER_FAILURE_MS = 1000;
const GATHER_MS = 10;
/** Events may have been lost on the way. */
const SWEEP_MS = 15_000;
const USERS_AT_ONCE = 1000;
const MISSED_SENT_MAX = 20;

/**
 * Notifies the devices of this instance of their inboxes. There is no query per message: rooms and users with changes are
 * collected, a few times a second one query reads all of them, and devices whose inbox differs from what they last received are
 * notified.
 */
@Injectable()
export class InboxNotifier implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly here = new Map<string, LocalInbox>();
  private readonly users = new Set<string>();
  private readonly rooms = new Set<string>();
  /** Those of them in which something was said or changed. */
  private readonly heard = new Set<string>();
  private readonly readings = new Map<string, Reading>();
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private notBefore = 0;
  private ending = false;
  private readonly seconds;

  constructor(
    private readonly marks: ReadMarksStore,
    private readonly threads: OpenThreads,
    private readonly missed: MissedCallsService,
    private readonly items: DirectItems,
    private readonly realtime: RealtimeService,
    @Inject(BUS) private readonly bus: Bus,
    private readonly schedule: Schedule,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram(
      'inbox_flush_seconds',
      'Looking up what connected people have not read, after something happened',
      [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<{ userIds: string[] }>(CHANNEL, ({ userIds }) => this.look(userIds));
    this.schedule.every(SWEEP_MS, 'inboxes could not be compared', () => this.sweep());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    clearTimeout(this.timer);
    await this.running;
    await this.read().catch((error: unknown) => this.log.warn('marks were not moved', { error }));
  }

  /** A device has connected. */
  greet(connection: Connection): void {
    const { userId } = connection.principal;
    const inbox = this.here.get(userId) ?? new LocalInbox();
    this.here.set(userId, inbox);
    inbox.newDevices.add(connection);
    this.look([userId]);
  }

  /** Something has happened in a room: to the room, or to its messages. */
  touch(roomId: string, what: 'room' | 'messages'): void {
    this.rooms.add(roomId);
    if (what === 'messages') this.heard.add(roomId);
    this.wake();
  }

  /** The mark moves with the next look-up. */
  readSoon(reading: Reading): void {
    const key = `${reading.userId} ${reading.roomId}`;
    if ((this.readings.get(key)?.seq ?? 0) < reading.seq) this.readings.set(key, reading);
    this.wake();
  }

  /** The inboxes of these users changed: their devices are notified, on every instance. */
  changed(userIds: string[]): void {
    if (userIds.length === 0) return;
    this.look(userIds);
    this.bus.publishToOthers(CHANNEL, { userIds }).catch((error: unknown) => {
      this.log.warn('other instances could not be notified of inboxes', { error });
    });
  }

  /** As `changed`, on this instance. */
  look(userIds: string[]): void {
    for (const userId of userIds) if (this.here.has(userId)) this.users.add(userId);
    this.wake();
  }

  /** Compares every user's inbox with what their devices last received. */
  sweep(): void {
    for (const userId of this.here.keys())
      if (this.realtime.localMembers(`user:${userId}`).length > 0) this.users.add(userId);
      else this.here.delete(userId);
    for (const [{ principal }, roomId] of this.threads.all())
      this.readSoon({ userId: principal.userId, roomId, seq: EVERYTHING });
    this.wake();
  }

  private wake(): void {
    if (this.timer || this.running || this.ending) return;
    if (this.users.size === 0 && this.rooms.size === 0 && this.readings.size === 0) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.running = this.flush().finally(() => {
          this.running = undefined;
          this.wake();
        });
      },
      Math.max(GATHER_MS, this.notBefore - monotonicMs()),
    );
  }

  private async flush(): Promise<void> {
    const users = [...this.users].slice(0, USERS_AT_ONCE);
    const rooms = [...this.rooms];
    const heard = [...this.heard];
    for (const userId of users) this.users.delete(userId);
    this.rooms.clear();
    this.heard.clear();
    const startedAt = monotonicMs();
    const stop = this.seconds.startTimer();
    try {
      await this.read();
      await this.count(users, rooms);
      if (heard.length > 0 && this.here.size > 0)
        await this.items.send(
          heard,
          (userId, roomId) => this.here.get(userId)?.unread.get(roomId)?.count ?? 0,
        );
      const now = monotonicMs();
      this.notBefore = now + pauseAfter(now - startedAt);
    } catch (error) {
      this.log.warn('unread messages could not be looked up', { error });
      for (const userId of users) this.users.add(userId);
      for (const roomId of rooms) this.rooms.add(roomId);
      for (const roomId of heard) this.heard.add(roomId);
      this.notBefore = monotonicMs() + PAUSE_AFTER_FAILURE_MS;
    } finally {
      stop();
    }
  }

  private async read(): Promise<void> {
    if (this.readings.size === 0) return;
    const readings = new Map(this.readings);
    const moved = await this.marks.move([...readings.values()]);
    for (const [key, reading] of readings) if (this.readings.get(key) === reading) this.readings.delete(key);
    this.changed([...new Set(moved.map(({ userId }) => userId))]);
  }

  private async count(userIds: string[], roomIds: string[]): Promise<void> {
    const everybody = [...this.here].flatMap(([userId, { isKnown }]) => (isKnown ? [userId] : []));
    const ofUsers = userIds.length > 0 ? await this.marks.unreadOf(userIds) : [];
    const missed = userIds.length > 0 ? await this.missed.count(userIds) : new Map<string, number>();
    const inRooms =
      roomIds.length > 0 && everybody.length > 0 ? await this.marks.unreadIn(roomIds, everybody) : [];
    const concerned = new Set(userIds);
    for (const userId of userIds) {
      const inbox = this.here.get(userId);
      inbox?.begin(missed.get(userId) ?? 0);
    }
    for (const [userId, inbox] of this.here)
      for (const roomId of roomIds) if (inbox.unread.delete(roomId)) concerned.add(userId);
    for (const { userId, roomId, slug, unread } of [...ofUsers, ...inRooms]) {
      this.here.get(userId)?.unread.set(roomId, { slug, count: unread });
      concerned.add(userId);
    }
    for (const userId of concerned) this.send(userId);
  }

  private send(userId: string): void {
    const inbox = this.here.get(userId);
    if (!inbox) return;
    const newDevices = [...inbox.newDevices];
    inbox.newDevices.clear();
    const update = inbox.takeUpdate();
    if (update) this.realtime.toSocketRoomHere(`user:${userId}`, 'inbox:unread', update);
    else for (const device of newDevices) device.emit('inbox:unread', inbox.state);
    if (inbox.hasMissedCalls)
      for (const device of newDevices)
        this.sendMissed(device).catch((error: unknown) => {
          this.log.warn('a device could not be notified of missed calls', { error });
        });
  }

  private async sendMissed(device: Connection): Promise<void> {
    const { items } = await this.missed.list(device.principal.userId, { limit: MISSED_SENT_MAX });
    for (const item of items.reverse())
      device.emit('inbox:missed-call', item satisfies InboxServerEvents['inbox:missed-call']);
  }
}
