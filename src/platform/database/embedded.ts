import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PoolConfig } from 'pg';

/** A PostgreSQL in a folder, run by a child process of ours. */
export interface EmbeddedPostgres {
  pool: PoolConfig;
  /** Writes everything and ends the process. */
  close(): Promise<void>;
  /** Called once when the process ends by itself. */
  onExit(listener: () => void): void;
}

/**
 * Starts the embedded database; the folder is made when missing.
 * @throws Error when another process uses the folder, which would lose rows
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Socket paths are limited to about 100 bytes, data folders are not.
  const socketFolder = mkdtempSync(path.join(os.tmpdir(), 'ringline-'));
  refuseSecondProcess(dataDir);
  const lock = lockOf(dataDir);
  const entry = path.join(import.meta.dirname, 'embedded.process.js');
  const child = fork(entry, [path.join(dataDir, 'postgres'), path.join(socketFolder, '.s.PGSQL.5432')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  writeFileSync(lock, String(child.pid), { mode: 0o600 });
  await ready(child);
  let closing = false;
  return {
    pool: { host: socketFolder, port: 5432, user: 'postgres', database: 'postgres' },
    onExit: (listener) => void child.once('exit', () => closing || listener()),
    close: async () => {
      closing = true;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.connected) {
        child.send('close');
        await exited;
      }
      rmSync(lock, { force: true });
      rmSync(socketFolder, { recursive: true, force: true });
    },
  };
}

/** The process that runs the embedded database of a folder now, if one does. */
export function embeddedProcess(dataDir: string): number | undefined {
  try {
    const pid = Number(readFileSync(lockOf(dataDir), 'utf8'));
    return isEmbeddedPostgres(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function lockOf(dataDir: string): string {
  return path.join(dataDir, 'postgres.pid');
}

function refuseSecondProcess(dataDir: string): void {
  const pid = embeddedProcess(dataDir);
  if (pid !== undefined)
    throw new Error(
      `DATA_DIR: ${dataDir} is in use by another Ringline (process ${pid}); stop that one or choose another folder.`,
    );
}

/** A process id alone may long belong to somebody else. */
function isEmbeddedPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('embedded.process.js');
  } catch {
    return os.platform() !== 'linux';
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) =>
      reject(new Error(`The embedded database did not start (exit code ${code}).`)),
    );
    child.once('error', reject);
  });
}
