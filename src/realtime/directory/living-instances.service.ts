import { Inject, Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { Events } from '../../platform/events/events.js';
import { type Directory, DIRECTORY } from './directory.js';
import { InstanceMissedLease } from '../realtime.events.js';

/** Which instances count as alive: one that just vanished is given its lease before its devices count as lost. */
@Injectable()
export class LivingInstances {
  /** By instance, since when it has been missed, and when it was last among the living (`performance.now()`). */
  private readonly seen = new Map<string, { missedFromMs: number; atMs: number }>();
  /** Whether no instance could look lately: a missing one then has not been missing for long. */
  private blind = false;

  constructor(
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly config: Configuration,
    private readonly events: Events,
  ) {}

  /**
   * Which of these instances are dead. Instances register before they accept connections: one that a row named before this was
   * called, and that is not registered, has died or was stopped. None counts as dead while this one has no lease itself, because
   * it is being stopped, or Redis hung or came back empty.
   */
  async deadOf(instanceIds: string[]): Promise<string[]> {
    const living = await this.directory.liveInstances().catch((error: unknown) => {
      this.blind = true;
      throw error;
    });
    if (!living.has(this.directory.instanceId)) {
      this.blind = true;
      return [];
    }
    this.judge(living, performance.now());
    return instanceIds.filter((id) => !this.seen.has(id));
  }

  private judge(living: Set<string>, nowMs: number): void {
    for (const id of living) this.seen.set(id, { missedFromMs: nowMs, atMs: nowMs });
    for (const [id, last] of this.seen) {
      if (this.blind) last.missedFromMs = nowMs;
      if (nowMs - last.missedFromMs <= this.config.sockets.instanceLeaseS * 1000) continue;
      this.seen.delete(id);
      this.events.publish(new InstanceMissedLease(nowMs - last.atMs));
    }
    this.blind = false;
  }
}
