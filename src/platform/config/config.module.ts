import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Configuration } from './configuration.js';

/** Provides the configuration that `main.ts` read as `Configuration`. */
@Global()
@Module({})
export class ConfigModule {
  static of(config: Configuration): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: Configuration, useValue: config }],
      exports: [Configuration],
    };
  }
}
