// npm test [-- [--quick] [--coverage] [--project NAME]... [jest's arguments]]
// Builds, provides PostgreSQL and Redis, runs jest, runs failed files once more, says what could not run and where the time
// went, ends everything and prints the counts. --quick: unit tests and the stories on one instance.
// --coverage: which lines the tests execute; too few fail the run.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesToRerun, withSecondRuns } from './support/flaky.mjs';
import { filesThatCannotRun } from './support/needs.mjs';
import { removeFolder, startServices, Stop } from './support/services.mjs';
import { unexpectedLogLines } from './support/server-logs.mjs';
import { busyPercent, cpuTimes, keepTimes } from './support/times.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);

const { quick, coverage, projects, rest } = readArguments(process.argv.slice(2));
const runId = randomBytes(4).toString('hex');
const folder = mkdtempSync(path.join(os.tmpdir(), 'ringline-test-'));
mkdirSync(path.join(folder, 'logs'));
/**
 * One after the other, so that the instances that the files of a project share do not take time from other projects. Many of the files
 * wait, for deadlines and for servers that they stop, so more of them run at once than there are cores.
 */
const GROUPS = [
  { names: ['unit'] },
  { names: ['attacks', 'faults', 'ops'], workers: 3 },
  { names: ['one'], workers: 3 },
  { names: ['two'], workers: 3 },
  { names: ['embedded'] },
  { names: ['browser'] },
];
const QUICK = [{ names: ['unit'] }, { names: ['one'], workers: 3 }];
/** What failed files printed is kept here, for the first and the second time, and where the time went. */
const KEPT = 'test-results';
const startsFile = path.join(folder, 'starts');
const coverageFolder = coverage ? path.join(folder, 'coverage') : '';
const tookSeconds = [];

let jest;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt(signal));

// A signal that ends npm alone does not reach this process.
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
  const first = await runAll(groups(), cannotRun);
  status = await summary(first, await runAgain(first ?? [], cannotRun), cannotRun);
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
  let wantsQuick = false;
  let wantsCoverage = false;
  for (let i = 0; i < given.length; i++) {
    const [, inline] = /^--project=(.+)$/.exec(given[i]) ?? [];
    if (inline) chosen.push(inline);
    else if (given[i] === '--quick') wantsQuick = true;
    else if (given[i] === '--coverage') wantsCoverage = true;
    else if (given[i] === '--project') chosen.push(given[++i]);
    else others.push(given[i]);
  }
  return { quick: wantsQuick, coverage: wantsCoverage, projects: chosen, rest: others };
}

function groups() {
  if (projects.length > 0) {
    const workers = GROUPS.find(({ names }) => projects.every((name) => names.includes(name)))?.workers;
    return [{ names: projects, workers }];
  }
  if (quick) return QUICK;
  return rest.length === 0 ? GROUPS : [{ names: [] }];
}

function build() {
  const withPage =
    (projects.length === 0 && !quick) || projects.includes('browser') || projects.includes('ops');
  const parts = ['client', 'server', 'sdk', ...(withPage ? ['web', 'packages'] : [])];
  // V8 counts by position: a minified file would count whole statements of its sources together.
  if (coverage) parts.push('--no-minify');
  try {
    execFileSync(process.execPath, ['build.mjs', ...parts], { stdio: 'inherit' });
  } catch {
    throw new Stop('The build failed; its message stands above.');
  }
}

function needsServices() {
  return projects.length === 0 || projects.some((name) => name !== 'unit' && name !== 'embedded');
}

/** @returns {Promise<import('./support/counts-reporter.mjs').FileResult[] | undefined>} undefined when one did not finish */
async function runAll(all, cannotRun) {
  const results = [];
  for (const { names, workers } of all) {
    const begun = Date.now();
    const cpuBefore = cpuTimes();
    const args = workers ? [...rest, `--maxWorkers=${workers}`] : [...rest];
    if (coverage && names.includes('unit')) args.push('--coverage');
    const found = interrupted ? undefined : await runJest(names, args, cannotRun);
    if (!found) return undefined;
    results.push(...found);
    const busy = busyPercent(cpuBefore, cpuTimes());
    tookSeconds.push(
      `${names.join(', ') || 'all'} ${Math.round((Date.now() - begun) / 1000)} s (${busy} % busy)`,
    );
  }
  return results;
}

/**
 * Jest and all that it starts are one process group, so that nothing outlives the run.
 * @param {string} [keepIn] a file that gets all it prints
 * @returns {Promise<import('./support/counts-reporter.mjs').FileResult[] | undefined>} undefined when it did not finish
 */
async function runJest(names, args, cannotRun, keepIn) {
  const jestItself = [
    '--experimental-vm-modules',
    '--no-warnings=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--passWithNoTests',
  ];
  const select = names.length > 0 ? ['--selectProjects', ...names] : [];
  const resultsFile = path.join(folder, `results-${randomBytes(4).toString('hex')}.json`);
  jest = spawn(process.execPath, [...jestItself, ...args, ...select], {
    stdio: ['ignore', keepIn ? 'pipe' : 'inherit', keepIn ? 'pipe' : 'inherit'],
    detached: true,
    env: {
      ...process.env,
      NODE_ENV: 'test',
      TEST_POSTGRES_URL: services?.databaseUrl ?? '',
      TEST_REDIS_URL: services?.redisUrl ?? '',
      TEST_PROJECTS: names.join(','),
      TEST_QUICK: quick ? 'true' : '',
      TEST_STARTS_FILE: startsFile,
      TEST_COVERAGE_FOLDER: coverageFolder,
      TEST_RUN_ID: runId,
      TEST_RUN_FOLDER: folder,
      TEST_RESULTS_FILE: resultsFile,
      TEST_CANNOT_RUN: cannotRun.map(({ file }) => file).join(','),
    },
  });
  if (keepIn) {
    const file = createWriteStream(keepIn);
    for (const output of [jest.stdout, jest.stderr])
      output.on('data', (chunk) => {
        process.stdout.write(chunk);
        file.write(chunk);
      });
  }
  await new Promise((resolve) => jest.once('exit', resolve));
  signalGroup('SIGKILL');
  return existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : undefined;
}

/** Each file that failed once more, alone. */
async function runAgain(first, cannotRun) {
  const second = [];
  for (const { project, file, output } of filesToRerun(first)) {
    if (interrupted) break;
    process.stdout.write(`\nOnce more, alone: ${project} ${file}\n`);
    mkdirSync(KEPT, { recursive: true });
    const kept = path.join(KEPT, `${project}-${path.basename(file)}`);
    writeFileSync(`${kept}.first.txt`, output);
    const args = ['--ci', '--runTestsByPath', file];
    second.push(...((await runJest([project], args, cannotRun, `${kept}.second.txt`)) ?? []));
  }
  return second;
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

async function summary(first, second, cannotRun) {
  // A run that jest did not finish is a failure by itself.
  let { passed, failed, skipped, flaky } = first
    ? withSecondRuns(first, second)
    : { passed: 0, failed: 1, skipped: 0, flaky: [] };

  const times = keepTimes(KEPT, [...(first ?? []), ...second], startsFile);
  process.stdout.write(`\n${times}\nWall time: ${tookSeconds.join('; ')}\n\n`);

  if (coverage) {
    const { coverageOf } = await import('./support/coverage.mjs');
    const lines = await coverageOf(coverageFolder, path.join(KEPT, 'coverage'));
    process.stdout.write(`${lines.text}\n\n`);
    failed += lines.failed;
  }

  const complaints = unexpectedLogLines(path.join(folder, 'logs'));
  for (const line of complaints) process.stderr.write(`A server logged unexpectedly: ${line}\n`);
  failed += complaints.length;

  for (const { file, needs } of cannotRun)
    process.stdout.write(`Not run: ${file} needs ${needs.join(' and ')}\n`);
  if (process.env.CI) failed += cannotRun.length;
  else skipped += cannotRun.length;

  for (const { project, file, failedTests } of flaky)
    process.stdout.write(
      `FLAKY: ${project} ${file} failed, then passed alone (${KEPT}/ has both outputs): ${failedTests.join('; ') || 'the file itself'}\n`,
    );

  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed === 0 ? 0 : 1;
}
