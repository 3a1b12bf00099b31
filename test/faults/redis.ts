/** A Redis for one test, to be killed and started again empty. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.mjs';
import { temporaryFolder } from '../support/server.mjs';

export class OwnRedis {
  private child?: ChildProcess;

  private constructor(
    readonly port: number,
    private readonly options: string[],
  ) {}

  /** @param options beside the usual ones, as redis-server takes them */
  static async start(...options: string[]): Promise<OwnRedis> {
    const redis = new OwnRedis(await freePort(), options);
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  /** It keeps nothing on disk, so it begins empty. */
  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const folder = temporaryFolder('redis');
    // A Sentinel wants a file of its own, and knows none of these.
    const sentinel = this.options.includes('--sentinel');
    if (sentinel) writeFileSync(path.join(folder, 'sentinel.conf'), `port ${this.port}\nbind 127.0.0.1\n`);
    const args = sentinel ? [path.join(folder, 'sentinel.conf')] : [...options, '--dir', folder];
    this.child = spawn('redis-server', [...args, ...this.options], { stdio: 'ignore' });
    await this.ask((client) =>
      eventually(
        () => client.ping(),
        (answer) => answer === 'PONG',
      ),
    );
  }

  /** How many subscriptions its clients have, all together. */
  async subscriptions(): Promise<number> {
    const list = await this.ask((client) => client.client('LIST', 'TYPE', 'PUBSUB'));
    const counts = [...String(list).matchAll(/ p?sub=(\d+)/g)].map(([, count]) => Number(count));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** It stands still: connections stay, nothing is answered. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Has its administrator do something. */
  run(command: string, ...args: string[]): Promise<unknown> {
    return this.ask((client) => client.call(command, ...args));
  }

  private async ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    try {
      return await question(client);
    } finally {
      client.disconnect();
    }
  }
}
