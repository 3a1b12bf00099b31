/** One thread that works on passwords, of lower priority than whatever else the server does. */
import os from 'node:os';
import { parentPort } from 'node:worker_threads';
import bcrypt from 'bcrypt';
import type { HashJob } from './hash-pool.js';

// Linux gives each thread a priority of its own; elsewhere this would slow down the whole process.
if (process.platform === 'linux') os.setPriority(10);

// The synchronous calls: the asynchronous ones would run in libuv's threads, which files and DNS need.
parentPort?.on('message', (job: HashJob) => {
  parentPort?.postMessage(
    job.kind === 'hash' ? bcrypt.hashSync(job.input, job.cost) : bcrypt.compareSync(job.input, job.hash),
  );
});
