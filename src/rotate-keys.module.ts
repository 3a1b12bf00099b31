import { type DynamicModule, Global, Module } from '@nestjs/common';
import { KeyRotationModule } from './keys/key-rotation.module.js';
import { Audit } from './platform/audit/audit.js';
import { BusModule } from './platform/bus/bus.module.js';
import { ConfigModule } from './platform/config/config.module.js';
import type { Configuration } from './platform/config/configuration.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { Events } from './platform/events/events.js';
import { Log } from './platform/log/log.js';
import { Metrics } from './platform/metrics/metrics.js';
import { RedisModule } from './platform/redis/redis.module.js';
import { SecretsModule } from './platform/secrets/secrets.module.js';
import { CompromisedKeys } from './sessions/access/compromised-keys.service.js';
import { SessionsStore } from './sessions/sessions.store.js';

/** For the command line, the stores without the server: nothing listens, nothing is sent, no key has to be readable. */
@Global()
@Module({})
export class RotateKeysModule {
  static with(config: Configuration): DynamicModule {
    return {
      module: RotateKeysModule,
      imports: [
        ConfigModule.of(config),
        DatabaseModule,
        RedisModule,
        BusModule,
        SecretsModule,
        KeyRotationModule,
      ],
      providers: [Log, Metrics, Events, Audit, SessionsStore, CompromisedKeys],
      exports: [Log, Metrics, Events, Audit],
    };
  }
}
