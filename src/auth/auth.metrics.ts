import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/metrics/metrics.js';

const HASH_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
const PROPAGATION_SECONDS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 30];

@Injectable()
export class AuthMetrics {
  readonly logins;
  readonly registrations;
  readonly refreshes;
  readonly verifications;
  readonly hashSeconds;
  readonly propagationSeconds;

  constructor(private readonly metrics: Metrics) {
    this.logins = metrics.counter('auth_login_total', 'Sign-ins', ['result', 'method']);
    this.registrations = metrics.counter('auth_register_total', 'Registrations', ['result']);
    this.refreshes = metrics.counter('auth_refresh_total', 'Refreshes', ['result']);
    this.verifications = metrics.counter('auth_jwt_verify_total', 'Checks of access tokens', ['result']);
    this.hashSeconds = metrics.histogram(
      'auth_password_hash_seconds',
      'Work on one password, waiting not counted',
      HASH_SECONDS,
    );
    this.propagationSeconds = metrics.histogram(
      'auth_revocation_propagation_seconds',
      'From a revocation to its arrival at this instance',
      PROPAGATION_SECONDS,
    );
  }

  watchHashQueue(depth: () => number): void {
    this.metrics.gauge('auth_hash_queue_depth', 'Passwords waiting for a worker', depth);
  }
}
