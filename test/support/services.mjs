/**
 * A real PostgreSQL and a real Redis for one test run: those that the environment names, or else installed ones
 * started on private ports in a temporary folder, or else installed through apt, or else one sentence that says how.
 */
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { freePort } from './free-port.mjs';

const START_TIMEOUT_MS = 30_000;
const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends postgresql redis-server';
const isRoot = process.getuid?.() === 0;

/** Ends the run; the message is one sentence for the reader of the terminal. */
export class Stop extends Error {}

/**
 * @param {string} folder where started servers keep their files
 * @param {string} runId part of every name that the run leaves in the servers
 * @returns {Promise<{ databaseUrl: string, redisUrl: string, about: string, end: () => Promise<void> }>}
 */
export async function startServices(folder, runId) {
  if (
    (!process.env.DATABASE_URL && !postgresBinaries()) ||
    (!process.env.REDIS_URL && !onPath('redis-server'))
  )
    install();
  const started = [];
  const endStarted = async () => {
    for (const server of started.reverse()) await ended(server);
  };
  try {
    const databaseUrl =
      process.env.DATABASE_URL || (await startPostgres(path.join(folder, 'postgres'), started));
    const redisUrl = process.env.REDIS_URL || (await startRedis(path.join(folder, 'redis'), started));
    const about = [
      process.env.DATABASE_URL ? 'PostgreSQL of DATABASE_URL' : 'PostgreSQL started by this run',
      process.env.REDIS_URL ? 'Redis of REDIS_URL' : 'Redis started by this run',
    ].join(', ');
    const end = async () => {
      if (process.env.DATABASE_URL) await dropDatabases(databaseUrl, runId);
      if (process.env.REDIS_URL) await dropKeys(redisUrl, runId);
      await endStarted();
    };
    return { databaseUrl, redisUrl, about, end };
  } catch (error) {
    await endStarted();
    throw error;
  }
}

function install() {
  if (!isRoot || !onPath('apt-get'))
    throw new Stop(
      `The tests need a PostgreSQL and a Redis server: name running ones in DATABASE_URL and REDIS_URL, or install them (on Debian: sudo sh -c '${INSTALL}').`,
    );
  process.stdout.write('Installing PostgreSQL and Redis with apt ...\n');
  const env = { ...process.env, RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('sh', ['-c', INSTALL], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  } catch {
    throw new Stop(`PostgreSQL and Redis could not be installed; install them by hand: ${INSTALL}`);
  }
}

/** The folder of initdb and pg_ctl. Debian keeps them off the PATH, one folder per version. */
function postgresBinaries() {
  const initdb = onPath('initdb');
  if (initdb && onPath('postgres')) return path.dirname(initdb);
  const root = '/usr/lib/postgresql';
  const versions = readable(root).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => path.join(root, version, 'bin'))
    .find((bin) => readable(bin).includes('initdb'));
}

async function startPostgres(folder, started) {
  const bin = postgresBinaries();
  // PostgreSQL refuses to run as root.
  const user = isRoot ? { uid: id('-u', 'postgres'), gid: id('-g', 'postgres') } : {};
  const data = path.join(folder, 'data');
  mkdirSync(folder, { recursive: true });
  if (isRoot) {
    chownSync(folder, user.uid, user.gid);
    chmodSync(path.dirname(folder), 0o711);
  }
  const options = { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
    options,
  );
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 200,
    log_min_messages: 'fatal',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(path.join(bin, 'postgres'), ['-D', data, ...flags], {
    ...options,
    stdio: 'ignore',
    detached: true,
  });
  started.push({ child: server, signal: 'SIGINT' });
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await until(server, 'PostgreSQL', () => withDatabase(url, (client) => client.query('SELECT 1')));
  return url;
}

async function startRedis(folder, started) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    { stdio: 'ignore', detached: true },
  );
  started.push({ child: server, signal: 'SIGTERM' });
  const url = `redis://127.0.0.1:${port}/0`;
  await until(server, 'Redis', () => withRedis(url, (redis) => redis.ping()));
  return url;
}

/** Asks until the server answers. */
async function until(child, name, ask) {
  let over;
  child.once('error', (error) => (over = error.message));
  child.once('exit', (code) => (over = `exit code ${code}`));
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (over || Date.now() > deadline)
        throw new Error(`${name} did not start: ${over ?? error.message}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function ended({ child, signal }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exited;
}

async function dropDatabases(url, runId) {
  await withDatabase(url, async (client) => {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      `ringline_test_${runId}_`,
    ]);
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  });
}

async function dropKeys(url, runId) {
  await withRedis(url, async (redis) => {
    for await (const keys of redis.scanStream({ match: `ringline_test_${runId}_*`, count: 500 }))
      if (keys.length > 0) await redis.del(keys);
  });
}

async function withDatabase(url, use) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function withRedis(url, use) {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** @returns {string | undefined} the program's full path */
export function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin'];
  return folders.map((folder) => path.join(folder, program)).find(executable);
}

/** Ends and removes what a run kept in a folder. */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readable(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function id(flag, user) {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
}
