// `prisma generate` needs no schema engine, yet refuses to start without one; where it could not be downloaded
// (no internet beyond a package registry) any executable satisfies it.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(import.meta.url);
const engines = path.dirname(
  require.resolve('@prisma/engines/package.json', {
    paths: [path.dirname(require.resolve('prisma/package.json'))],
  }),
);
const hasEngine =
  existsSync(engines) && readdirSync(engines).some((name) => name.startsWith('schema-engine-'));
const cli = path.join(path.dirname(require.resolve('prisma/package.json')), 'build/index.js');

execFileSync(process.execPath, [cli, 'generate', '--no-hints'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    ...(hasEngine ? {} : { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath }),
  },
});
