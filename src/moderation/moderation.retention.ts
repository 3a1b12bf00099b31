import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { ReportsStore } from './reports.store.js';

const INTERVAL_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Deletes reports that were closed REPORT_KEEP_DAYS ago, with their texts. Safe to run on several instances. */
@Injectable()
export class ModerationRetention implements OnApplicationBootstrap {
  constructor(
    private readonly store: ReportsStore,
    private readonly schedule: Schedule,
    private readonly config: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = this.schedule.every(INTERVAL_MS, 'closed reports could not be deleted', () =>
      this.store.deleteClosed(new Date(Date.now() - this.config.chat.reportKeepDays * DAY_MS)),
    );
    void sweep();
  }
}
