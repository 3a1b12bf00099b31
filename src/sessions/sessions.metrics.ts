import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/metrics/metrics.js';

const PROPAGATION_SECONDS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 30];

@Injectable()
export class SessionMetrics {
  readonly refreshes;
  readonly verifications;
  readonly propagationSeconds;
  private readonly revokedBy: Record<string, { inc(): void }>;
  readonly inconsistencies;

  constructor(private readonly metrics: Metrics) {
    this.refreshes = metrics.counter('auth_refresh_total', 'Refreshes', ['result']);
    this.verifications = metrics.counter('auth_jwt_verify_total', 'Checks of access tokens', ['result']);
    this.revokedBy = {
      password_changed: metrics.counter(
        'auth_change_password_sessions_revoked_total',
        'Sessions that a change of the password ended',
      ),
      password_reset: metrics.counter(
        'auth_password_reset_sessions_revoked_total',
        'Sessions that a reset of the password ended',
      ),
    };
    this.propagationSeconds = metrics.histogram(
      'auth_revocation_propagation_seconds',
      'From a revocation to its arrival at this instance',
      PROPAGATION_SECONDS,
    );
    this.inconsistencies = metrics.counter(
      'auth_flow_inconsistency_total',
      'States that a flow must not find: a living session of an account that was shut or re-keyed (refresh), a socket that outlived its session (sweep)',
      ['flow'],
    );
    // Alerts ask how these grow, and nothing grows from not being there.
    for (const result of ['rotated', 'replayed', 'reused', 'expired', 'revoked', 'conflict'])
      this.refreshes.inc({ result }, 0);
    for (const flow of ['refresh', 'sweep']) this.inconsistencies.inc({ flow }, 0);
  }

  /** A session has ended for this reason, for good. */
  sessionRevoked(reason: string): void {
    this.revokedBy[reason]?.inc();
  }

  /** @param seconds how long the oldest revocation waits that could not be sent; 0 when none does */
  watchOutbox(seconds: () => number): void {
    this.metrics.gauge(
      'auth_outbox_lag_seconds',
      'Time for which revocations have waited to be sent',
      seconds,
    );
  }
}
