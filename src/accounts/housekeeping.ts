import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { OneTimeTokens } from '../emails/one-time-tokens.service.js';
import { AuditLog } from '../platform/audit-log/audit-log.js';
import { Configuration } from '../platform/config/configuration.js';
import { Limits } from '../platform/limits/limits.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { GuestPurge } from './guest-purge.js';

const INTERVAL_MS = 3_600_000;
/** Long enough to investigate an incident. */
const KEEP_DAYS = 30;
const COMPLAINT = 'old data could not be deleted';

/**
 * Deletes sessions, tokens and limits that ended long ago, inactive guests and old audit rows, so that the tables do not grow
 * for ever. Safe to run on several instances.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap {
  constructor(
    private readonly sessions: SessionsService,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly limits: Limits,
    private readonly guests: GuestPurge,
    private readonly auditLog: AuditLog,
    private readonly schedule: Schedule,
    private readonly config: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    const every = (work: () => unknown) => void this.schedule.every(INTERVAL_MS, COMPLAINT, work)();
    every(() => this.sessions.deleteOlderThan(KEEP_DAYS));
    every(() => this.oneTimeTokens.deleteExpired());
    every(() => this.limits.deleteExpired());
    every(() => this.guests.sweep());
    every(() => this.auditLog.deleteOlderThan(this.config.accounts.auditKeepDays));
  }
}
