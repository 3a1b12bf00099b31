import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { passwordErrors } from './passwords.errors.js';

export type HashJob =
  { kind: 'hash'; input: string; cost: number } | { kind: 'compare'; input: string; hash: string };

interface Waiting {
  job: HashJob;
  resolve: (result: string | boolean) => void;
  reject: (error: Error) => void;
}

const QUEUE_LIMIT = 64;
const RESTART_MS = 1000;

/** Worker threads with one queue that has an end: hashing must neither block the event loop nor pile up. */
export class HashPool {
  private readonly workers = new Set<Worker>();
  private readonly idle: Worker[] = [];
  private readonly queue: Waiting[] = [];
  private closed = false;

  constructor(
    private readonly observe: (seconds: number) => void,
    size = Math.max(1, Math.floor(os.availableParallelism() / 2)),
  ) {
    for (let i = 0; i < size; i += 1) this.startWorker();
  }

  get depth(): number {
    return this.queue.length;
  }

  get full(): boolean {
    return this.idle.length === 0 && this.queue.length >= QUEUE_LIMIT;
  }

  /** @throws hash_queue_full */
  run(job: Extract<HashJob, { kind: 'hash' }>): Promise<string>;
  run(job: Extract<HashJob, { kind: 'compare' }>): Promise<boolean>;
  run(job: HashJob): Promise<string | boolean> {
    if (this.closed) throw platformErrors.draining();
    if (this.full) throw passwordErrors.hash_queue_full({ retryAfterMs: 2000 });
    return new Promise((resolve, reject) => {
      this.queue.push({ job, resolve, reject });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.queue.splice(0)) reject(platformErrors.draining());
    await Promise.all([...this.workers].map((worker) => worker.terminate()));
  }

  private startWorker(): void {
    const worker = new Worker(new URL('./password.worker.js', import.meta.url));
    worker.unref();
    this.workers.add(worker);
    this.idle.push(worker);
    worker.once('exit', () => {
      this.workers.delete(worker);
      const index = this.idle.indexOf(worker);
      if (index >= 0) this.idle.splice(index, 1);
      // Not at once: a worker that cannot start at all must not keep the process busy with trying.
      if (!this.closed) setTimeout(() => this.closed || this.startWorker(), RESTART_MS).unref();
    });
    // Without a listener a failure would end the process; the job's own listener rejects it, `exit` replaces the worker.
    worker.on('error', () => undefined);
    this.dispatch();
  }

  private dispatch(): void {
    while (this.idle.length > 0 && this.queue.length > 0) this.work(this.idle.pop()!, this.queue.shift()!);
  }

  private work(worker: Worker, { job, resolve, reject }: Waiting): void {
    const startedAt = performance.now();
    const finish = (complete: () => void): void => {
      worker.off('message', succeeded).off('exit', failed);
      this.observe((performance.now() - startedAt) / 1000);
      complete();
    };
    const succeeded = (result: string | boolean): void => {
      this.idle.push(worker);
      finish(() => resolve(result));
      this.dispatch();
    };
    const failed = (): void =>
      finish(() => reject(this.closed ? platformErrors.draining() : new Error('a password worker ended')));
    worker.once('message', succeeded).once('exit', failed);
    worker.postMessage(job);
  }
}
