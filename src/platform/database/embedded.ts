import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type { PoolConfig } from 'pg';
import { refuseFullFolder } from './embedded.space.js';
import { type ChildMessage, PARENT_FD } from './embedded.link.js';

/** A PostgreSQL in a folder, run by a child process of ours. */
export interface EmbeddedPostgres {
  pool: PoolConfig;
  /** Writes everything and ends the process. */
  close(): Promise<void>;
  /** Called once when the process ends by itself. */
  onExit(listener: () => void): void;
}

/**
 * WebAssembly is compiled by Liftoff, V8's baseline compiler, alone: TurboFan takes two thirds of the CPU of a start and makes short
 * statements no faster afterwards. What reads whole tables takes one and a half times as long without it.
 */
const V8_FLAGS = ['--liftoff-only'];

/**
 * Starts the embedded database; the folder is made when missing.
 * @throws Error when another process uses the folder, which would lose rows, or it has no room
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await refuseFullFolder(dataDir);
  // Socket paths are limited to about 100 bytes, data folders are not.
  const socketFolder = mkdtempSync(path.join(os.tmpdir(), 'ringline-'));
  const removeSocketFolder = () => rmSync(socketFolder, { recursive: true, force: true });
  const entry = path.join(import.meta.dirname, 'embedded.process.js');
  const child = fork(entry, [path.resolve(dataDir), path.join(socketFolder, '.s.PGSQL.5432')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'],
    execArgv: V8_FLAGS,
  });
  const pipe = child.stdio[PARENT_FD] as Writable;
  // Written to a process that has just ended.
  pipe.on('error', () => undefined);
  try {
    await ready(child);
  } catch (error) {
    removeSocketFolder();
    throw error;
  }
  let closing = false;
  return {
    pool: { host: socketFolder, port: 5432, user: 'postgres', database: 'postgres' },
    onExit: (listener) => void child.once('exit', () => closing || listener()),
    close: async () => {
      closing = true;
      if (child.exitCode === null && child.signalCode === null) {
        const exited = new Promise((resolve) => child.once('exit', resolve));
        // The watchdog listens to the pipe, also when the database is blocked.
        pipe.write('.');
        if (child.connected) child.send('close');
        await exited;
      }
      removeSocketFolder();
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: ChildMessage) =>
      'failed' in message ? reject(new Error(message.failed)) : resolve(),
    );
    child.once('exit', (code, signal) =>
      reject(new Error(`The embedded database did not start (${signal ?? `exit code ${code}`}).`)),
    );
    child.once('error', reject);
  });
}
