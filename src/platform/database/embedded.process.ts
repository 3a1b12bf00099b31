/**
 * The embedded PostgreSQL (PGlite) as a process of its own: inside the server it would hold up the event loop.
 * Started by `embedded.ts` with the data folder and the socket's path; ends with its parent.
 */
import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const [dataFolder, socketPath] = process.argv.slice(2) as [string, string];

mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
const db = await PGlite.create(dataFolder);
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 4 });
await server.start();
process.send?.('ready');

let closing = false;
async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  await server.stop();
  await db.close();
  process.exit(0);
}

process.on('message', (message) => void (message === 'close' && close()));
process.on('disconnect', () => void close());
// A terminal sends Ctrl-C to the whole group; the parent decides when the database may go.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
