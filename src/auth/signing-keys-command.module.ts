import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { BusModule } from '../platform/bus/bus.module.js';
import type { Configuration } from '../platform/config/configuration.js';
import { ConfigModule } from '../platform/config/config.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { RedisModule } from '../platform/redis/redis.module.js';
import { SecretsModule } from '../platform/secrets/secrets.module.js';
import { SigningKeyRotation } from './signing-keys.rotation.js';
import { SigningKeysStore } from './signing-keys.store.js';

/** For the command line, the stores without the server: nothing listens, nothing is sent, no key has to be readable. */
@Global()
@Module({})
export class SigningKeysCommandModule {
  static with(config: Configuration): DynamicModule {
    return {
      module: SigningKeysCommandModule,
      imports: [ConfigModule.of(config), DatabaseModule, RedisModule, BusModule, SecretsModule],
      providers: [Log, Metrics, Audit, SigningKeysStore, SigningKeyRotation],
      exports: [Log, Metrics],
    };
  }
}
