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

  async ids(): Promise<string[]> {
    const living = await this.directory.liveInstances().catch((error: unknown) => {
      this.blind = true;
      throw error;
    });
    const nowMs = performance.now();
    // An instance without a lease itself, because Redis hung or came back empty, cannot tell which others are dead.
    if (!living.has(this.directory.instanceId)) this.blind = true;
    else this.judge(living, nowMs);
    return [...new Set([...this.seen.keys(), this.directory.instanceId])];
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
