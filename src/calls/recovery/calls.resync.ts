import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { BusReconnected } from '../../platform/events/bus.events.js';
import { type Bus, BUS } from '../../platform/bus/bus.js';
import { SharedClock } from '../../platform/database/shared-clock.js';
import { Events } from '../../platform/events/events.js';
import { Log } from '../../platform/log/log.js';
import { InstanceMissedLease } from '../../realtime/realtime.events.js';
import { CallUncertain } from '../calls.events.js';
import { CallsState } from '../calls.state.js';

const RESEND = 'calls-tell-state';
/** More than the clocks of the instances may differ by. */
const MARGIN_MS = 10_000;

/**
 * Resends the state of calls whose events may have been lost: a store was unavailable, or an instance died between commit and
 * notification.
 */
@Injectable()
export class CallsResync implements OnApplicationBootstrap {
  private healthyAt: number;
  /** Since when events may have been lost, in milliseconds since 1970. */
  private since?: number;

  constructor(
    private readonly state: CallsState,
    private readonly events: Events,
    @Inject(BUS) private readonly bus: Bus,
    private readonly log: Log,
    private readonly clock: SharedClock,
  ) {
    this.healthyAt = clock.nowMs();
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const kind of [BusReconnected, CallUncertain]) this.events.on(kind, () => this.markStale());
    // It may have been dead for a lease before it was missed.
    this.events.on(InstanceMissedLease, ({ unseenForMs }) => this.markStale(2 * unseenForMs));
    await this.bus.subscribe<{ since: number }>(RESEND, ({ since }) => this.resend(since));
  }

  /** All stores answered. */
  markHealthy(): void {
    if (this.since === undefined) this.healthyAt = this.clock.nowMs();
  }

  /** Events may have been lost since the last healthy moment, or for longer. */
  markStale(forMs = 0): void {
    const since = Math.min(this.healthyAt, this.clock.nowMs() - forMs) - MARGIN_MS;
    this.since = Math.min(this.since ?? since, since);
  }

  /** Has every instance notify its devices, once the stores are back. */
  async resync(): Promise<void> {
    const { since } = this;
    if (since === undefined) return;
    this.since = undefined;
    try {
      await this.bus.publish(RESEND, { since });
    } catch (error) {
      this.since = since;
      throw error;
    }
  }

  private async resend(since: number): Promise<void> {
    try {
      await this.state.resend(new Date(since));
    } catch (error) {
      this.log.warn('devices could not be sent again what rings and runs', { error });
      this.markStale(this.clock.nowMs() - since);
    }
  }
}
