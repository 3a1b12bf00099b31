import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/metrics/metrics.js';

@Injectable()
export class AuthMetrics {
  readonly logins;
  readonly inactiveLogins;
  readonly registrations;
  readonly resets;

  constructor(metrics: Metrics) {
    this.logins = metrics.counter('auth_login_total', 'Sign-ins', ['result', 'method']);
    this.inactiveLogins = metrics.counter(
      'auth_login_inactive_user_attempt_total',
      'Right passwords of accounts that are switched off',
    );
    this.registrations = metrics.counter('auth_register_total', 'Registrations', ['result']);
    this.resets = metrics.counter('auth_reset_total', 'Password resets, asked for and finished', [
      'stage',
      'result',
    ]);
  }
}
