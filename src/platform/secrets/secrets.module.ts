import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { MediaUrls } from './media-urls.js';
import { Secrets } from './secrets.js';

@Global()
@Module({
  providers: [
    {
      provide: Secrets,
      inject: [Configuration],
      useFactory: (config: Configuration) =>
        new Secrets(config.auth.appSecret ?? keptSecret(config.stores.dataDir)),
    },
    MediaUrls,
  ],
  exports: [Secrets, MediaUrls],
})
export class SecretsModule {}

/** Outside production a secret is made at the first start and kept beside the data. */
function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, 'app-secret');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
