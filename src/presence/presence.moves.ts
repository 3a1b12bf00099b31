import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { SingleFlight } from '../platform/schedule/single-flight.js';
import { PresenceMayHaveChanged } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { PresenceBroadcast } from './presence.broadcast.js';
import { PresenceStore } from './presence.store.js';

/** Arrivals are written after this time; together with all others of that time. */
const ARRIVAL_MS = 50;
/** A user who has left may be back soon, as after reloading a page: then no device is notified. */
const DEPARTURE_MS = 1500;
/** Clients of an instance that shuts down come back elsewhere within two seconds. */
const HANDOVER_MS = 5000;
const RECONCILE_MS = 15_000;
const CHANNEL = 'presence-left';

interface Left {
  userIds: string[];
}

/** Comings and goings: gathered, then written as the directory has it at that moment. */
@Injectable()
export class PresenceMoves implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** By user, when to look at them (`performance.now()`). */
  private readonly due = new Map<string, number>();
  private timer?: { atMs: number; handle: NodeJS.Timeout };
  private readonly writes = new SingleFlight(() => this.write(performance.now()));

  constructor(
    private readonly store: PresenceStore,
    private readonly broadcast: PresenceBroadcast,
    private readonly realtime: RealtimeService,
    private readonly events: Events,
    @Inject(BUS) private readonly bus: Bus,
    private readonly schedule: Schedule,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.events.on(PresenceMayHaveChanged, ({ userIds, mayReturn }) =>
      this.note(userIds, mayReturn ? DEPARTURE_MS : ARRIVAL_MS),
    );
    await this.bus.subscribe<Left>(CHANNEL, ({ userIds }) => this.note(userIds, HANDOVER_MS));
    void this.schedule.every(RECONCILE_MS, 'presence could not be reconciled', () => this.reconcile())();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer?.handle);
    await this.writes.settled();
    if (!(await this.handOver())) await this.write(Number.POSITIVE_INFINITY);
  }

  private note(userIds: string[], waitMs: number): void {
    const atMs = performance.now() + waitMs;
    for (const userId of userIds) this.due.set(userId, atMs);
    this.lookAgainAt(atMs);
  }

  private lookAgainAt(atMs: number): void {
    if (this.timer && this.timer.atMs <= atMs) return;
    clearTimeout(this.timer?.handle);
    const look = () => {
      this.timer = undefined;
      void this.writes.run();
    };
    this.timer = { atMs, handle: setTimeout(look, Math.max(0, atMs - performance.now())) };
  }

  private async write(nowMs: number): Promise<void> {
    const userIds: string[] = [];
    let nextAtMs = Number.POSITIVE_INFINITY;
    for (const [userId, atMs] of this.due)
      // Timers may come a little early.
      if (atMs <= nowMs + 1) userIds.push(userId);
      else nextAtMs = Math.min(nextAtMs, atMs);
    for (const userId of userIds) this.due.delete(userId);
    if (nextAtMs < Number.POSITIVE_INFINITY) this.lookAgainAt(nextAtMs);
    if (userIds.length === 0) return;
    try {
      this.broadcast.send(await this.store.sync(userIds.sort(), (ids) => this.look(ids)));
    } catch (error) {
      // Reconciling finds changes that were not written.
      this.log.warn('presence could not be written', { error });
    }
  }

  /** A user who has left since this was scheduled may be back soon, and is checked later. */
  private async look(userIds: string[]): Promise<Map<string, boolean>> {
    const online = await this.realtime.online(userIds);
    return new Map(userIds.filter((id) => !this.due.has(id)).map((id) => [id, online.has(id)]));
  }

  /** @returns whether another instance handles the users who have left this one */
  private async handOver(): Promise<boolean> {
    if (this.due.size === 0) return true;
    try {
      const others = await this.realtime.liveInstances();
      others.delete(this.realtime.instanceId);
      if (others.size === 0) return false;
      await this.bus.publishToOthers(CHANNEL, { userIds: [...this.due.keys()] } satisfies Left);
      return true;
    } catch (error) {
      this.log.warn('who has left could not be handed over', { error });
      return false;
    }
  }

  /** Repairs the state after a crash or an outage: every user on whom database and directory disagree is checked again. */
  private async reconcile(): Promise<void> {
    const [believed, online] = await Promise.all([
      this.store.believedOnline(),
      this.realtime.onlineMembers(),
    ]);
    const living = await this.realtime.online(believed);
    const known = new Set(believed);
    const unheard = (id: string) => !this.due.has(id);
    this.note(believed.filter((id) => !living.has(id)).filter(unheard), DEPARTURE_MS);
    this.note(online.filter((id) => !known.has(id)).filter(unheard), ARRIVAL_MS);
  }
}
