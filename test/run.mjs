// npm test [-- [--project NAME]... [jest's arguments]]
// Builds, provides PostgreSQL and Redis, runs jest, says what could not run, ends everything and prints the counts.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesThatCannotRun } from './support/needs.mjs';
import { removeFolder, startServices, Stop } from './support/services.mjs';
import { unexpectedLogLines } from './support/server-logs.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);

const { projects, rest } = readArguments(process.argv.slice(2));
const runId = randomBytes(4).toString('hex');
const folder = mkdtempSync(path.join(os.tmpdir(), 'ringline-test-'));
mkdirSync(path.join(folder, 'logs'));

let jest;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt(signal));

// Whoever ends npm alone leaves this process behind without a word.
const parent = process.ppid;
const orphaned = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(orphaned);
  interrupt('SIGTERM');
}, 1000).unref();

let services;
let status = 1;
try {
  build();
  if (needsServices()) {
    services = await startServices(folder, runId);
    process.stdout.write(`${services.about}\n`);
  }
  const cannotRun = filesThatCannotRun('test');
  if (!interrupted) await runJest(cannotRun);
  status = summary(cannotRun);
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`);
  process.stdout.write('0 passed, 1 failed\n');
} finally {
  await services?.end().catch((error) => process.stderr.write(`${error.message}\n`));
  removeFolder(folder);
}
process.exit(interrupted ? 130 : status);

function readArguments(given) {
  const chosen = [];
  const others = [];
  for (let i = 0; i < given.length; i++) {
    const [, inline] = /^--project=(.+)$/.exec(given[i]) ?? [];
    if (inline) chosen.push(inline);
    else if (given[i] === '--project') chosen.push(given[++i]);
    else others.push(given[i]);
  }
  return { projects: chosen, rest: others };
}

function build() {
  const withPage = projects.length === 0 || projects.includes('browser') || projects.includes('ops');
  const parts = ['client', 'server', ...(withPage ? ['web'] : [])];
  try {
    execFileSync(process.execPath, ['build.mjs', ...parts], { stdio: 'inherit' });
  } catch {
    throw new Stop('The build failed; its message stands above.');
  }
}

function needsServices() {
  return projects.length === 0 || projects.some((name) => name !== 'unit' && name !== 'embedded');
}

/** Jest and all that it starts are one process group, so that nothing outlives the run. */
async function runJest(cannotRun) {
  const args = [
    '--experimental-vm-modules',
    '--no-warnings=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const select = projects.length > 0 ? ['--selectProjects', ...projects] : [];
  jest = spawn(process.execPath, [...args, '--passWithNoTests', ...rest, ...select], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: {
      ...process.env,
      NODE_ENV: 'test',
      TEST_POSTGRES_URL: services?.databaseUrl ?? '',
      TEST_REDIS_URL: services?.redisUrl ?? '',
      TEST_PROJECTS: projects.join(','),
      TEST_RUN_ID: runId,
      TEST_RUN_FOLDER: folder,
      TEST_CANNOT_RUN: cannotRun.map(({ file }) => file).join(','),
    },
  });
  await new Promise((resolve) => jest.once('exit', resolve));
  signalGroup('SIGKILL');
}

function interrupt(signal) {
  interrupted = true;
  signalGroup(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  setTimeout(() => signalGroup('SIGKILL'), 10_000).unref();
}

function signalGroup(signal) {
  try {
    if (jest) process.kill(-jest.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function summary(cannotRun) {
  const countsFile = path.join(folder, 'counts.json');
  // A run that jest did not finish is a failure by itself.
  const unfinished = { passed: 0, failed: 1, skipped: 0 };
  let { passed, failed, skipped } = existsSync(countsFile)
    ? JSON.parse(readFileSync(countsFile, 'utf8'))
    : unfinished;

  const complaints = unexpectedLogLines(path.join(folder, 'logs'));
  for (const line of complaints) process.stderr.write(`A server logged unexpectedly: ${line}\n`);
  failed += complaints.length;

  for (const { file, needs } of cannotRun)
    process.stdout.write(`Not run: ${file} needs ${needs.join(' and ')}\n`);
  if (process.env.CI) failed += cannotRun.length;
  else skipped += cannotRun.length;

  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed === 0 ? 0 : 1;
}
