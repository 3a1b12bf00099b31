/**
 * A thread of the embedded database's process that ends the process when the database cannot: PostgreSQL in WebAssembly
 * runs on the main thread, and while it does not return, nothing else runs there.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { PARENT_FD } from './embedded.link.js';

const END_WITHIN_MS = 10_000;
const ASK_EVERY_MS = 5000;
/** Questions in a row without an answer, so that a machine that slept does not count. */
const MOST_UNANSWERED = 24;

let unanswered = 0;
parentPort?.on('message', () => (unanswered = 0));
setInterval(() => {
  if (unanswered >= MOST_UNANSWERED)
    end(`it has not answered for ${(MOST_UNANSWERED * ASK_EVERY_MS) / 1000} s`);
  unanswered += 1;
  parentPort?.postMessage('alive?');
}, ASK_EVERY_MS);

const parent = new Socket({ fd: PARENT_FD, readable: true, writable: false });
let ending = false;
for (const event of ['data', 'end', 'error'])
  parent.on(event, () => {
    if (ending) return;
    ending = true;
    setTimeout(() => end(`it did not end within ${END_WITHIN_MS / 1000} s`), END_WITHIN_MS);
  });

function end(reason: string): void {
  // Output of a worker goes through the main thread, which may be blocked.
  writeSync(2, `The embedded database was killed: ${reason}.\n`);
  process.kill(process.pid, 'SIGKILL');
}
