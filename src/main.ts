import 'reflect-metadata';
import dotenv from 'dotenv';
import { ConfigurationError, loadConfiguration } from './platform/config/load-configuration.js';
import { startServer } from './server.js';

dotenv.config({ quiet: true });

void start().catch(refuse);

async function start(): Promise<void> {
  await startServer(loadConfiguration(process.env));
}

function refuse(error: unknown): never {
  const lines =
    error instanceof ConfigurationError
      ? error.faults
      : [error instanceof Error ? error.message : String(error)];
  process.stderr.write(`Ringline cannot start:\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
  if (!(error instanceof ConfigurationError) && process.env.LOG_LEVEL === 'debug' && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}
