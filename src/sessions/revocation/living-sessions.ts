import { Injectable } from '@nestjs/common';
import { Log } from '../../platform/log/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { SessionsStore } from '../sessions.store.js';

const COUNT_INTERVAL_MS = 60_000;

/**
 * The number of active sessions: counted at most once a minute and only while metrics are scraped; a scrape never waits for it.
 */
@Injectable()
export class LivingSessions {
  private count = Number.NaN;
  private countedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly sessions: SessionsStore,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'auth_sessions_active',
      'Living sessions of the whole deployment, counted once a minute',
      () => this.latest(),
    );
  }

  private latest(): number {
    if (performance.now() - this.countedAt >= COUNT_INTERVAL_MS) {
      this.countedAt = performance.now();
      this.sessions.countLiving().then(
        (count) => (this.count = count),
        (error: unknown) => this.log.warn('living sessions could not be counted', { error }),
      );
    }
    return this.count;
  }
}
