/** A server under measurement, as a child process: its port, CPU time and memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onCore, SERVER_CORE } from './cores.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 8_000;
/** USER_HZ, 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;
const COLLECT_ON_SIGNAL = 'data:text/javascript,process.on("SIGUSR2",()=>{gc();gc()})';

const running = new Set<ChildProcess>();

/** Last resort, for when the bench itself is stopped. */
export function killServers(): void {
  for (const child of running) child.kill('SIGKILL');
}

export interface ServerOptions {
  script: string;
  cwd?: string;
  env?: Record<string, string>;
  /** Answers `collectGarbage`. */
  collectable?: boolean;
  /** Further arguments for node, such as `--cpu-prof`. */
  nodeArgs?: string[];
}

export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(options: ServerOptions): Promise<ServerProcess> {
    const port = Number(options.env?.PORT ?? (await freePort()));
    const nodeArgs = options.collectable ? ['--expose-gc', '--import', COLLECT_ON_SIGNAL] : [];
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
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
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
    return new ServerProcess(child, port);
  }

  /** User and system time of the whole process so far, in milliseconds. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  }

  rssKb(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'latin1'))![1]);
  }

  collectGarbage(): void {
    this.child.kill('SIGUSR2');
  }

  async stop(): Promise<void> {
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
