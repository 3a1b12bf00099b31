import { Inject, Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { type Directory, DIRECTORY } from './directory.js';
import { InstanceLapsed } from './realtime.events.js';

/** Which instances count as alive: one that just vanished is given its lease before its devices count as lost. */
@Injectable()
export class LivingInstances {
  private readonly seenAt = new Map<string, number>();

  constructor(
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly config: Configuration,
    private readonly events: Events,
  ) {}

  async ids(): Promise<string[]> {
    const now = Date.now();
    for (const id of await this.directory.liveInstances()) this.seenAt.set(id, now);
    const leaseMs = this.config.instanceLeaseS * 1000;
    for (const [id, at] of this.seenAt) {
      if (now - at <= leaseMs) continue;
      this.seenAt.delete(id);
      this.events.publish(new InstanceLapsed(at));
    }
    return [...this.seenAt.keys()];
  }
}
