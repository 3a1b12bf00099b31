import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { type Bus, BUS } from '../../platform/bus/bus.js';
import { Configuration } from '../../platform/config/configuration.js';
import { Events } from '../../platform/events/events.js';
import { Log } from '../../platform/log/log.js';
import { SingleFlight } from '../../platform/schedule/single-flight.js';
import { Connections } from '../connections.js';
import { type Directory, DIRECTORY, INSTANCE_CHANNEL } from './directory.js';
import { InstanceUnregistered, PresenceMayHaveChanged } from '../realtime.events.js';

/** Beats for this instance, and notices others that stopped. */
@Injectable()
export class InstanceHeartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private readonly beats = new SingleFlight(() => this.beat());

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly connections: Connections,
    private readonly config: Configuration,
    private readonly events: Events,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe(`${INSTANCE_CHANNEL}${this.directory.instanceId}`, () => undefined);
    await this.beats.run();
    // Not of `Schedule`, whose turns end before slow shutdown work has: the lease would expire meanwhile.
    this.timer = setInterval(() => void this.beats.run(), (this.config.sockets.instanceLeaseS * 1000) / 3);
    // A Redis that comes back may be empty: do not wait for the next turn.
    this.directory.onReconnect(() => void this.beats.run());
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.directory.leave().catch((error: unknown) => this.log.warn('could not sign off', { error }));
  }

  private async beat(): Promise<void> {
    try {
      const { moved, unregistered } = await this.directory.beat(this.connections);
      if (moved.length > 0) this.events.publish(new PresenceMayHaveChanged(moved));
      if (!unregistered) return;
      this.events.publish(new InstanceUnregistered());
      await this.directory.confirm();
    } catch (error) {
      this.log.warn('no sign of life could be given', { error });
    }
  }
}
