/**
 * The embedded PostgreSQL (PGlite) as a process of its own: inside the server it would hold up the event loop.
 * Started by `embedded.ts` with the data folder and the socket's path; ends with its parent.
 */
import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const [dataFolder, socketPath] = process.argv.slice(2) as [string, string];

// Before anything else: the parent may be gone before the database has started.
process.on('message', (message) => void (message === 'close' && close()));
process.on('disconnect', () => void close());
// A terminal sends Ctrl-C to the whole group; the parent decides when the database may go.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
let closing = false;
const starting = start();
await starting;
if (process.connected) process.send?.('ready', () => undefined);

async function start(): Promise<{ db: PGlite; server: PGLiteSocketServer }> {
  const db = await PGlite.create(dataFolder);
  const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 4 });
  await server.start();
  return { db, server };
}

async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  const { db, server } = await starting;
  await server.stop();
  await db.close();
  process.exit(0);
}
