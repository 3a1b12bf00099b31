import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OneTimeTokens } from '../letters/one-time-tokens.service.js';
import { AuditLog } from '../platform/audit/audit-log.js';
import { Configuration } from '../platform/config/configuration.js';
import { Limits } from '../platform/limits/limits.js';
import { Log } from '../platform/log/log.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { GuestPurge } from './guest-purge.js';

const INTERVAL_MS = 3_600_000;
/** Long enough to look into what happened. */
const KEEP_DAYS = 30;

/**
 * Deletes sessions, tokens and limits that ended long ago, guests who left and old audit rows, so that the tables do not grow
 * for ever. Several instances do no harm.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private sweeping?: Promise<void>;

  constructor(
    private readonly sessions: SessionsService,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly limits: Limits,
    private readonly guests: GuestPurge,
    private readonly auditLog: AuditLog,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping = this.sweep();
    this.timer = setInterval(() => void (this.sweeping = this.sweep()), INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    const complain = (error: unknown) => this.log.warn('what ended long ago could not be deleted', { error });
    await this.sessions.forget(KEEP_DAYS).catch(complain);
    await this.oneTimeTokens.forgetExpired().catch(complain);
    await this.limits.forgetExpired().catch(complain);
    await this.guests.sweep().catch(complain);
    await this.auditLog.forget(this.config.auditKeepDays).catch(complain);
  }
}
