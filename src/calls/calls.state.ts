import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { BusReturned } from '../platform/bus/bus.events.js';
import { ConnectionOpened, InstanceLapsed } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import { UsersService } from '../users/users.service.js';
import { otherSide } from './call.policy.js';
import { CallUncertain } from './calls.events.js';
import type { Call, OngoingCall } from './calls.protocol.js';
import { CallsService } from './calls.service.js';
import { CallsStore } from './calls.store.js';
import { OngoingCallsStore } from './ongoing-calls.store.js';

const TELL = 'calls-tell-state';
/** Clocks of instances may differ by this much. */
const MARGIN_MS = 10_000;

/**
 * `call:state`: what rings or runs, for devices that connect, and once more for those that may have missed news: a store was
 * away, or an instance died between saving and telling.
 */
@Injectable()
export class CallsState implements OnApplicationBootstrap {
  private wellAt = Date.now();
  /** Since when news may have been lost, in milliseconds since 1970. */
  private doubtedSince?: number;

  constructor(
    private readonly store: CallsStore,
    private readonly ongoingCalls: OngoingCallsStore,
    private readonly calls: CallsService,
    private readonly realtime: RealtimeService,
    private readonly users: UsersService,
    private readonly events: Events,
    @Inject(BUS) private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.events.on(ConnectionOpened, ({ connection }) => this.greet(connection));
    for (const kind of [BusReturned, CallUncertain]) this.events.on(kind, () => this.doubt());
    // It may have been dead for a lease before it was missed.
    this.events.on(InstanceLapsed, ({ lastSeenAt }) => this.doubt(2 * (Date.now() - lastSeenAt)));
    await this.bus.subscribe<{ since: number }>(TELL, ({ since }) => this.tellAgain(new Date(since)));
  }

  /** All stores answered. */
  allIsWell(): void {
    if (this.doubtedSince === undefined) this.wellAt = Date.now();
  }

  /** News may have been lost since all was well, or for longer. */
  doubt(forMs = 0): void {
    const since = Math.min(this.wellAt, Date.now() - forMs) - MARGIN_MS;
    this.doubtedSince = Math.min(this.doubtedSince ?? since, since);
  }

  /** Has every instance tell its devices, once the stores are back. */
  async settleDoubts(): Promise<void> {
    const since = this.doubtedSince;
    if (since === undefined) return;
    this.doubtedSince = undefined;
    try {
      await this.bus.publish(TELL, { since });
    } catch (error) {
      this.doubtedSince = since;
      throw error;
    }
  }

  private async tellAgain(since: Date): Promise<void> {
    try {
      const calls = await this.ongoingCalls.recent(since);
      const concerned = new Set(calls.flatMap(({ callerId, calleeId }) => [callerId, calleeId]));
      const devices = [...this.realtime.localConnections()].filter(({ principal }) =>
        concerned.has(principal.userId),
      );
      await Promise.all(devices.map((device) => this.greet(device)));
    } catch (error) {
      this.log.warn('devices could not be told again what rings and runs', { error });
      this.doubt(Date.now() - since.getTime());
    }
  }

  /**
   * What rings or runs, so that a device that was away rings or stops ringing. News that went out while it was looked up
   * may say otherwise, and the device would believe what it hears last: then it is looked up again.
   */
  private async greet(connection: Connection): Promise<void> {
    let isStale: boolean;
    const stopWatching = connection.onOutgoing((event) => (isStale ||= event.startsWith('call:')));
    try {
      let calls: OngoingCall[];
      do {
        isStale = false;
        calls = await this.ongoing(connection);
      } while (isStale && connection.connected);
      connection.emit('call:state', { calls });
    } finally {
      stopWatching();
    }
  }

  private async ongoing(connection: Connection): Promise<OngoingCall[]> {
    const { userId } = connection.principal;
    const ongoing = await this.ongoingCalls.of(userId);
    const ringing = ongoing.filter(({ call }) => call.status === 'created' && call.calleeId === userId);
    if (ringing.length > 0)
      await this.store.invite(
        ringing.map(({ call }) => call.id),
        userId,
        this.calls.device(connection),
      );
    const calls = await Promise.all(
      ongoing.map(({ call, ringExpiresAt }) => this.describe(call, ringExpiresAt, userId)),
    );
    return calls.filter((call) => call !== undefined);
  }

  private async describe(call: Call, ringExpiresAt: Date, userId: string): Promise<OngoingCall | undefined> {
    try {
      const peer = await this.users.getPublic(otherSide(call, userId), userId);
      return {
        ...call,
        peer,
        ...(call.status === 'created' && { expiresInMs: Math.max(0, ringExpiresAt.getTime() - Date.now()) }),
      };
    } catch {
      // The other account is gone; the call ends by its own deadline.
      return undefined;
    }
  }
}
