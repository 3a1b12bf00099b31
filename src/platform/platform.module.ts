import { Global, Module } from '@nestjs/common';
import { BusModule } from './bus/bus.module.js';
import { DatabaseModule } from './database/database.module.js';
import { Events } from './events/events.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { Limits } from './limits/limits.js';
import { Log } from './log/log.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { RedisModule } from './redis/redis.module.js';
import { SecretsModule } from './secrets/secrets.module.js';

/** What every slice stands on; knows no business. */
@Global()
@Module({
  imports: [DatabaseModule, RedisModule, BusModule, SecretsModule],
  controllers: [HealthController, MetricsController],
  providers: [Log, Events, Metrics, Limits, Readiness],
  exports: [Log, Events, Metrics, Limits, Readiness, SecretsModule],
})
export class PlatformModule {}
