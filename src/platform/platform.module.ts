import { Global, Module } from '@nestjs/common';
import { AuditController } from './audit-log/audit.controller.js';
import { AuditLog } from './audit-log/audit-log.js';
import { Audit } from './audit/audit.js';
import { Backfills } from './backfill/backfills.js';
import { BusModule } from './bus/bus.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EmbeddedSpace } from './database/embedded.space.js';
import { Events } from './events/events.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { StoreHealth } from './health/store-health.js';
import { Limits } from './limits/limits.js';
import { Log } from './log/log.js';
import { MailModule } from './mail/mail.module.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { Outbox } from './outbox/outbox.js';
import { RedisModule } from './redis/redis.module.js';
import { Schedule } from './schedule/schedule.js';
import { SecretsModule } from './secrets/secrets.module.js';

/** The foundation of every slice; contains no domain logic. */
@Global()
@Module({
  imports: [DatabaseModule, RedisModule, BusModule, SecretsModule, MailModule],
  controllers: [AuditController, HealthController, MetricsController],
  providers: [
    Audit,
    AuditLog,
    Backfills,
    EmbeddedSpace,
    Log,
    Events,
    Metrics,
    Limits,
    Outbox,
    Readiness,
    Schedule,
    StoreHealth,
  ],
  exports: [
    Audit,
    AuditLog,
    Backfills,
    Log,
    Events,
    Metrics,
    Limits,
    Outbox,
    Readiness,
    Schedule,
    SecretsModule,
    MailModule,
  ],
})
export class PlatformModule {}
