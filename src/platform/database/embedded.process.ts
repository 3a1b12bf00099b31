/**
 * The embedded PostgreSQL (PGlite) as a process of its own: inside the server it would hold up the event loop.
 * Started by `embedded.ts` with the data folder and the socket's path; ends with its parent.
 */
import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { lockFolder } from './embedded.lock.js';
import type { ChildMessage } from './embedded.link.js';

/** See build.mjs. */
const EMPTY_DATABASE = path.resolve(import.meta.dirname, '../../empty-database');

const [dataDir, socketPath] = process.argv.slice(2) as [string, string];

// Before anything else: the parent may have exited before the database has started.
process.on('message', (message) => void (message === 'close' && close()));
process.on('disconnect', () => void close());
// A terminal sends Ctrl-C to the whole group; the parent decides when the database may go.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
const watchdog = new Worker(path.join(import.meta.dirname, 'embedded.watchdog.js'));
watchdog.on('message', () => watchdog.postMessage('alive'));
watchdog.unref();

let closing = false;
const starting = start();
try {
  await starting;
  send({ ready: true });
} catch (error) {
  send({ failed: error instanceof Error ? error.message : JSON.stringify(error) }, () => process.exit(1));
}

async function start(): Promise<{ db: PGlite; server: PGLiteSocketServer }> {
  if (!lockFolder(dataDir))
    throw new Error(
      `DATA_DIR: ${dataDir} is in use by another Ringline; stop that one or choose another folder.`,
    );
  const dataFolder = path.join(dataDir, 'postgres');
  if (!existsSync(dataFolder)) makeFolder(dataFolder);
  const db = await PGlite.create(dataFolder);
  const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 4 });
  await server.start();
  return { db, server };
}

/** A copy of the empty database that the build has made, whole or not at all; without one, PGlite runs initdb in the folder. */
function makeFolder(folder: string): void {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const [name] = existsSync(EMPTY_DATABASE) ? readdirSync(EMPTY_DATABASE) : [];
  if (name)
    cpSync(path.join(EMPTY_DATABASE, name), unfinished, {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
    });
  else mkdirSync(unfinished, { recursive: true });
  chmodSync(unfinished, 0o700);
  renameSync(unfinished, folder);
}

function send(message: ChildMessage, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, then);
  else then();
}

async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  const { db, server } = await starting;
  await server.stop();
  await db.close();
  process.exit(0);
}
