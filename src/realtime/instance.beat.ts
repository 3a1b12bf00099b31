import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { Connections } from './connections.js';
import { type Directory, DIRECTORY } from './directory.js';
import { InstanceForgotten, UsersMoved } from './realtime.events.js';

/** Beats for this instance, and notices others that stopped. */
@Injectable()
export class InstanceBeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;

  constructor(
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly connections: Connections,
    private readonly config: Configuration,
    private readonly events: Events,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.beat();
    this.timer = setInterval(() => void this.beat(), (this.config.instanceLeaseS * 1000) / 3);
    // A Redis that comes back may be empty: do not wait for the next turn.
    this.directory.onReturn(() => void this.beat());
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.directory.leave().catch((error: unknown) => this.log.warn('could not sign off', { error }));
  }

  private async beat(): Promise<void> {
    try {
      const { moved, forgotten } = await this.directory.beat(this.connections.entries());
      if (forgotten) this.events.publish(new InstanceForgotten());
      if (moved.length > 0) this.events.publish(new UsersMoved(moved));
    } catch (error) {
      this.log.warn('no sign of life could be given', { error });
    }
  }
}
