/** PostgreSQL and Redis for Ringline: those that DATABASE_URL and REDIS_URL name, or private ones on the load's core. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LOAD_CORE, onCore } from './cores.js';
import { accepts, freePort } from './server-process.js';

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

export class Stores {
  databaseUrl = process.env.DATABASE_URL ?? '';
  redisUrl = process.env.REDIS_URL ?? '';
  private folder: string | undefined;
  private readonly children: ChildProcess[] = [];

  static async start(): Promise<Stores> {
    const stores = new Stores();
    process.once('exit', () => stores.kill());
    if (!stores.databaseUrl) stores.databaseUrl = await stores.startPostgres();
    if (!stores.redisUrl) stores.redisUrl = await stores.startRedis();
    return stores;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map((child) => {
        const exited = child.exitCode === null && new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGINT');
        return exited;
      }),
    );
    this.removeFolder();
  }

  /** Last resort, for when the bench itself is stopped. */
  kill(): void {
    for (const child of this.children) child.kill('SIGQUIT');
    this.removeFolder();
  }

  private removeFolder(): void {
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }

  private privateFolder(): string {
    return (this.folder ??= mkdtempSync(join(tmpdir(), 'ringline-bench-')));
  }

  private async startPostgres(): Promise<string> {
    const bin = postgresFolder();
    const folder = this.privateFolder();
    const owner = process.getuid?.() === 0 ? postgresUser() : undefined;
    if (owner) chownSync(folder, owner.uid, owner.gid);
    const data = join(folder, 'postgres');
    const options = { ...owner, cwd: folder, stdio: 'ignore' as const };
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'],
      options,
    );
    const port = await freePort();
    const settings = [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${folder}`,
      '-c',
      'max_connections=100',
    ];
    const [command, args] = onCore(LOAD_CORE, join(bin, 'postgres'), [
      '-D',
      data,
      '-p',
      String(port),
      ...settings,
    ]);
    this.children.push(spawn(command, args, options));
    const isReady = join(bin, 'pg_isready');
    await until(() => succeeds(isReady, ['-q', '-h', '127.0.0.1', '-p', String(port)]), 'PostgreSQL');
    execFileSync(
      join(bin, 'createdb'),
      ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', 'ringline'],
      options,
    );
    return `postgresql://postgres@127.0.0.1:${port}/ringline`;
  }

  private async startRedis(): Promise<string> {
    const port = await freePort();
    const folder = this.privateFolder();
    const settings = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
    ];
    const [command, args] = onCore(LOAD_CORE, 'redis-server', settings);
    const child = spawn(command, args, { stdio: 'ignore' });
    child.once('error', () => {});
    this.children.push(child);
    await until(() => accepts(port), 'redis-server');
    return `redis://127.0.0.1:${port}/0`;
  }
}

function postgresFolder(): string {
  const versions = existsSync(DEBIAN_POSTGRES)
    ? readdirSync(DEBIAN_POSTGRES).sort((a, b) => Number(b) - Number(a))
    : [];
  const folder = versions
    .map((version) => join(DEBIAN_POSTGRES, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (!folder)
    throw new Error(
      'No PostgreSQL found: set DATABASE_URL and REDIS_URL, or run: apt-get install -y postgresql redis-server',
    );
  return folder;
}

function succeeds(command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) =>
    spawn(command, args, { stdio: 'ignore' }).once('exit', (code) => resolve(code === 0)),
  );
}

/** PostgreSQL refuses to run as root. */
function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

async function until(ready: () => Promise<boolean>, name: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await ready()) return;
    await delay(100);
  }
  throw new Error(`${name} did not start; is it installed? Otherwise set DATABASE_URL and REDIS_URL.`);
}
