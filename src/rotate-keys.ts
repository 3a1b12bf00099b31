/** `npm run keys:rotate`: lets the next signing key sign, from a terminal, on the database that the servers use. */
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import dotenv from 'dotenv';
import { KeyRotation } from './keys/key-rotation.service.js';
import { WrongAppSecret } from './keys/signing-key.js';
import { ConfigurationError, loadConfiguration } from './platform/config/load-configuration.js';
import { RotateKeysModule } from './rotate-keys.module.js';
import { CompromisedKeys } from './sessions/access/compromised-keys.service.js';

const HELP = `npm run keys:rotate [-- --compromised [--new-app-secret]]

  (nothing)          the next key signs from now on; tokens that are out stay good until they expire
  --compromised      the keys may have leaked: all of them are dropped at once, every session ends
  --new-app-secret   with --compromised: APP_SECRET has been replaced; see "Changing APP_SECRET" in docs/operations.md
`;

interface Options {
  compromised: boolean;
  newAppSecret: boolean;
}

dotenv.config({ quiet: true });

void rotate();

async function rotate(): Promise<void> {
  try {
    const options = readOptions();
    process.stdout.write(options ? `${await run(options)}\n` : HELP);
  } catch (error) {
    const lines = error instanceof ConfigurationError ? error.faults : explain(error);
    process.stderr.write(`The keys were not rotated:\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
    // Whatever had been opened by then is not waited for.
    process.exit(1);
  }
}

/** @returns undefined when help is wanted */
function readOptions(): Options | undefined {
  const boolean = { type: 'boolean' as const, default: false };
  const { values } = parseArgs({
    options: { compromised: boolean, 'new-app-secret': boolean, help: boolean },
  });
  const options = { compromised: values.compromised, newAppSecret: values['new-app-secret'] };
  if (options.newAppSecret && !options.compromised)
    throw new Error(
      '--new-app-secret goes with --compromised: keys that cannot be opened can only be dropped.',
    );
  return values.help ? undefined : options;
}

async function run({ compromised, newAppSecret }: Options): Promise<string> {
  const config = loadConfiguration({ ...process.env, LOG_LEVEL: 'error' });
  if (config.stores.embedded && !existsSync(path.join(config.stores.dataDir, 'postgres')))
    throw new Error(
      `DATABASE_URL: is empty, and there is no embedded database in ${config.stores.dataDir}; name the database that the servers use.`,
    );
  const app = await NestFactory.createApplicationContext(RotateKeysModule.with(config), {
    logger: false,
    abortOnError: false,
  });
  try {
    if (!compromised) {
      await app.get(KeyRotation).rotate();
      return 'The next key signs from now on; tokens of the one before stay good until they expire.';
    }
    const ended = await app.get(CompromisedKeys).replace({}, newAppSecret);
    return `All keys are new and every session (${ended.length}) has ended; running servers follow within seconds.`;
  } finally {
    await app.close();
  }
}

function explain(error: unknown): string[] {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof WrongAppSecret)
    return [message, 'If it was replaced on purpose: npm run keys:rotate -- --compromised --new-app-secret'];
  // The embedded database has one user at a time.
  if (/^DATA_DIR: .* is in use/.test(message))
    return [message, 'While it runs, an administrator rotates with POST /api/admin/signing-keys/rotate.'];
  return [message];
}
