import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Schedule } from '../../platform/schedule/schedule.js';
import { LivingInstances } from '../../realtime/directory/living-instances.service.js';
import { CallsDepartures } from '../recovery/calls.departures.js';
import { CallsResync } from '../recovery/calls.resync.js';
import { CallsGrace } from '../recovery/calls.grace.js';
import { CallsTransfer } from '../transfer/calls.transfer.js';
import { CallsService } from '../calls.service.js';
import { CallsStore } from '../calls.store.js';

const SWEEP_MS = 1000;
const INSTANCES_EVERY_SWEEPS = 5;

/** Expired deadlines and dead instances. Every instance checks; each result is stored once, by one of them. */
@Injectable()
export class CallsDeadlines implements OnApplicationBootstrap {
  private sweeps = 0;

  constructor(
    private readonly store: CallsStore,
    private readonly calls: CallsService,
    private readonly transfer: CallsTransfer,
    private readonly grace: CallsGrace,
    private readonly departures: CallsDepartures,
    private readonly resync: CallsResync,
    private readonly instances: LivingInstances,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.every(SWEEP_MS, 'deadlines of calls could not be checked', () =>
      this.sweep().catch((error: unknown) => {
        this.resync.markStale();
        throw error;
      }),
    );
  }

  private async sweep(): Promise<void> {
    await this.departures.sweep('created');
    for (const ended of [...(await this.store.endExpired()), ...(await this.store.endLost())])
      await this.calls.close(ended);
    await this.transfer.sweep();
    if (this.sweeps++ % INSTANCES_EVERY_SWEEPS === 0) {
      await this.departures.sweep('active');
      await this.loseInstances(await this.instances.deadOf(await this.store.instances()));
      await this.grace.loseMissed();
      this.resync.markHealthy();
    }
    await this.resync.resync();
  }

  private async loseInstances(dead: string[]): Promise<void> {
    if (dead.length === 0) return;
    await this.transfer.failInstances(dead);
    await this.grace.loseInstances(dead);
  }
}
