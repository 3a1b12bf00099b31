import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Configuration } from './configuration.js';

/** Hands the configuration that `main.ts` read to whoever asks for `Configuration`. */
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
