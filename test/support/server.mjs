// @ts-check
/** Starts the built server as its users do: a process of its own, configured by its environment only. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { ERRORS_EXPECTED } from './server-logs.mjs';

const ENTRY = path.resolve(import.meta.dirname, '../../dist/main.js');
/** Servers may run on another version of Node than the tests. */
const NODE = process.env.TEST_SERVER_NODE ?? process.execPath;
const START_TIMEOUT_MS = 100_000;
const STOP_TIMEOUT_MS = 30_000;

/** @typedef {Record<string, string>} Env */

/**
 * @typedef {object} RunningServer
 * @property {string} url such as http://127.0.0.1:40001
 * @property {number} port
 * @property {import('node:child_process').ChildProcess} process
 * @property {() => Promise<number | null>} stop SIGTERM; the exit code, null when it had to be killed
 * @property {() => Promise<void>} kill SIGKILL
 * @property {Promise<number | null>} exited the exit code, null after a signal
 * @property {() => string} log everything it printed so far
 */

/** For servers that shall have an administrator. */
export const FIRST_ADMIN = { ADMIN_USERNAME: 'the-first-admin', ADMIN_EMAIL: 'the-first-admin@example.org' };

/** @type {Set<RunningServer>} */
const running = new Set();

/** @type {Env} */
const defaults = {
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_FORMAT: 'json',
  BCRYPT_COST: '4',
  RATE_LIMIT_FACTOR: '1000',
  STUN_URLS: '',
  // Receivers of tests listen on this machine, without TLS.
  WEBHOOK_ALLOW_PRIVATE: 'true',
};

/** Secrets are made per run, as deployments make theirs. */
const APP_SECRET =
  process.env.TEST_APP_SECRET ?? (process.env.TEST_APP_SECRET = randomBytes(36).toString('base64'));

/**
 * Starts a server and waits until it is ready.
 * @param {Env} env added to the defaults; `stores()` or `embeddedStores()` must be in it
 * @param {{ name?: string, errorsExpected?: boolean }} [options] whether it may log errors without failing the run
 * @returns {Promise<RunningServer>}
 */
export async function startServer(env, options = {}) {
  const { child, log, exited } = launch(env, options);
  const port = await listening(child, log, exited);
  /** @type {RunningServer} */
  const server = {
    url: `http://127.0.0.1:${port}`,
    port,
    process: child,
    exited,
    log,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
  running.add(server);
  rememberStores(server.url, env);
  void exited.then(() => running.delete(server));
  await ready(server);
  noteStart(cpuMs(child.pid));
  return server;
}

/**
 * Runs a server that is expected to end by itself, because its configuration is wrong for instance.
 * @param {Env} env
 * @param {string[]} [within] a command that runs the server, such as `unshare --pid --fork`
 */
export async function runServerToItsEnd(env, within = []) {
  const { child, log, exited } = launch(env, { errorsExpected: true, within });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  const exitCode = await exited;
  clearTimeout(timer);
  noteStart(0);
  return { exitCode, output: log() };
}

/**
 * What a server of this run was given as its stores, also one that all files of a project share.
 * @param {string} url
 * @returns {{ DATABASE_URL?: string, DATA_DIR?: string }}
 */
export function storesOf(url) {
  return JSON.parse(process.env.TEST_STORES ?? '{}')[url] ?? {};
}

/**
 * In the environment, since shared servers are started in another process than the tests run in.
 * @param {string} url
 * @param {Env} env
 */
function rememberStores(url, { DATABASE_URL, DATA_DIR }) {
  const known = JSON.parse(process.env.TEST_STORES ?? '{}');
  process.env.TEST_STORES = JSON.stringify({ ...known, [url]: { DATABASE_URL, DATA_DIR } });
}

/** Stops what this file has started and is still running. */
export async function stopServers() {
  await Promise.all([...running].map((server) => server.stop()));
}

/**
 * An empty database and a Redis prefix of its own.
 * @param {Record<string, string>} [settings] that the database gives to sessions, a time zone for instance
 * @returns {Promise<{ DATABASE_URL: string, REDIS_URL: string, REDIS_PREFIX: string, APP_SECRET: string }>}
 */
export async function stores(settings = {}) {
  const name = `ringline_test_${fromRun('TEST_RUN_ID')}_${randomBytes(5).toString('hex')}`;
  const admin = fromRun('TEST_POSTGRES_URL');
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  // Two databases made from one template at the same moment refuse each other.
  await client.query('SELECT pg_advisory_lock(7464)');
  await client.query(`CREATE DATABASE "${name}"`);
  for (const [setting, value] of Object.entries(settings))
    await client.query(`ALTER DATABASE "${name}" SET ${setting} = '${value}'`);
  await client.end();
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { DATABASE_URL: url.href, REDIS_URL: fromRun('TEST_REDIS_URL'), REDIS_PREFIX: name, APP_SECRET };
}

/**
 * The embedded default: no services, an empty data folder.
 * @returns {{ DATA_DIR: string }}
 */
export function embeddedStores() {
  return { DATA_DIR: path.join(temporaryFolder('data'), 'data') };
}

/** @param {string} name */
export function temporaryFolder(name) {
  return mkdtempSync(path.join(fromRun('TEST_RUN_FOLDER'), `${name}-`));
}

/**
 * @param {Env} env
 * @param {{ name?: string, errorsExpected?: boolean, within?: string[] }} options
 */
function launch(env, { name = 'server', errorsExpected = false, within = [] }) {
  const folder = path.join(fromRun('TEST_RUN_FOLDER'), 'logs');
  mkdirSync(folder, { recursive: true });
  const file = path.join(
    folder,
    `${name}-${randomBytes(3).toString('hex')}${errorsExpected ? ERRORS_EXPECTED : ''}.log`,
  );
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
  );
  const [command, ...args] = [...within, NODE, '--enable-source-maps', ENTRY];
  const child = spawn(/** @type {string} */ (command), args, {
    // Not the checkout, whose .env is for trying things out.
    cwd: fromRun('TEST_RUN_FOLDER'),
    env: { ...inherited, ...defaults, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  /** @param {Buffer} chunk */
  const keep = (chunk) => {
    text += chunk.toString();
    appendFileSync(file, chunk);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  return { child, log: () => text, exited };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} log
 * @param {Promise<number | null>} exited
 * @returns {Promise<number>} the port
 */
async function listening(child, log, exited) {
  const announced = new Promise((resolve) => {
    const look = () => {
      const line = log()
        .split('\n')
        .find((text) => text.includes('"message":"listening"'));
      if (line?.endsWith('}')) resolve(Number(new URL(JSON.parse(line).url).port));
    };
    child.stdout?.on('data', look);
    look();
  });
  let timer;
  const timeout = new Promise(
    (resolve) => (timer = setTimeout(() => resolve('was not ready in time'), START_TIMEOUT_MS)),
  );
  const outcome = await Promise.race([
    announced,
    exited.then((code) => `ended (exit code ${code})`),
    timeout,
  ]);
  clearTimeout(timer);
  if (typeof outcome === 'number') return outcome;
  child.kill('SIGKILL');
  throw new Error(`The server ${outcome}; it said:\n${log()}`);
}

/** @param {RunningServer} server */
async function ready(server) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(`${server.url}/api/health/ready`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    if (server.process.exitCode !== null || Date.now() > deadline)
      throw new Error(`The server did not become ready; it said:\n${server.log()}`);
    await pause(50);
  }
}

/**
 * For the table of times that a run leaves behind.
 * @param {number} cpuMs
 */
function noteStart(cpuMs) {
  const jest = /** @type {any} */ (globalThis);
  const testPath = jest.expect?.getState().testPath;
  const [project, file] = testPath
    ? [jest.TEST_PROJECT, path.relative(process.cwd(), testPath)]
    : [process.env.TEST_PROJECTS, '(shared by files)'];
  appendFileSync(
    process.env.TEST_STARTS_FILE ?? '/dev/null',
    `${JSON.stringify({ project, file, cpuMs })}\n`,
  );
}

/**
 * What a process has used so far; 0 where nobody says.
 * @param {number | undefined} pid
 */
function cpuMs(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  // In hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** @param {string} name */
function fromRun(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: tests are started with npm test`);
  return value;
}
