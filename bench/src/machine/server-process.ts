/** A server under measurement, as a child process: its port, CPU time and memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onCore, SERVER_CORE } from './cores.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 8_000;
/** USER_HZ, 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;
const COLLECT_TIMEOUT_MS = 10_000;
const COLLECTABLE = fileURLToPath(new URL('../servers/collectable.js', import.meta.url));

/** With the file each of them may write. */
const running = new Map<ChildProcess, string>();

// Last resort, for when the bench itself is stopped.
process.once('exit', () => {
  for (const [child, memoryFile] of running) {
    child.kill('SIGKILL');
    rmSync(memoryFile, { force: true });
  }
});

export interface ServerOptions {
  script: string;
  cwd?: string;
  env?: Record<string, string>;
  /** Answers `memory`. */
  collectable?: boolean;
  /** Further arguments for node, such as `--cpu-prof`. */
  nodeArgs?: string[];
}

export interface Memory {
  rssKb: number;
  /** Reachable memory on the JavaScript heap and in its buffers. */
  liveKb: number;
}

export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    private readonly memoryFile: string,
  ) {}

  static async start(options: ServerOptions): Promise<ServerProcess> {
    const port = Number(options.env?.PORT ?? (await freePort()));
    const memoryFile = join(tmpdir(), `ringline-bench-memory-${process.pid}-${port}`);
    const nodeArgs = options.collectable ? ['--expose-gc', '--import', COLLECTABLE] : [];
    const [command, args] = onCore(SERVER_CORE, process.execPath, [
      ...nodeArgs,
      ...(options.nodeArgs ?? []),
      options.script,
    ]);
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: 'production',
        ...options.env,
        PORT: String(port),
        BENCH_MEMORY: memoryFile,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.set(child, memoryFile);
    let tail = '';
    const keepTail = (data: Buffer) => (tail = (tail + data.toString()).slice(-4000));
    child.stdout!.on('data', keepTail);
    child.stderr!.on('data', keepTail);
    child.once('exit', () => running.delete(child));
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await accepts(port))) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${options.script} stopped:\n${tail}`);
      if (performance.now() > deadline) throw new Error(`${options.script} does not listen:\n${tail}`);
      await delay(50);
    }
    return new ServerProcess(child, port, memoryFile);
  }

  /** User and system time of the whole process so far, in milliseconds. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  }

  /** Collects garbage first; only for servers started as `collectable`. */
  async memory(): Promise<Memory> {
    rmSync(this.memoryFile, { force: true });
    this.child.kill('SIGUSR2');
    const deadline = performance.now() + COLLECT_TIMEOUT_MS;
    while (!existsSync(this.memoryFile)) {
      if (performance.now() > deadline) throw new Error('the server does not collect its garbage');
      await delay(20);
    }
    const usage = JSON.parse(readFileSync(this.memoryFile, 'utf8')) as NodeJS.MemoryUsage;
    const rssKb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'latin1'))![1]);
    return { rssKb, liveKb: (usage.heapUsed + usage.external) / 1024 };
  }

  async stop(): Promise<void> {
    rmSync(this.memoryFile, { force: true });
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
