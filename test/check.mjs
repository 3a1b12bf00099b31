// npm run check [-- NAME...]   every check that is not a test; what CI runs. Two at a time, the output of failed ones.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { asyncApiComplaints, brokenLinks, openApiComplaints } from './documents.mjs';
import { ladderComplaints } from './ladder.mjs';

process.chdir(path.resolve(import.meta.dirname, '..'));

const MAX_LINES = 300;
const GENERATED = [
  'docs/openapi.json',
  'docs/asyncapi.json',
  'docs/schema.graphql',
  '.env.example',
  'README.md',
  'docs/architecture.md',
  ...readdirSync('docs/protocol').map((page) => `docs/protocol/${page}`),
];
const bin = (program, ...args) => [path.join('node_modules/.bin', program), ...args];

const checks = {
  lint: bin(
    'eslint',
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-location',
    'node_modules/.cache/eslint/',
  ),
  format: bin('prettier', '--check', '--log-level', 'warn', '.'),
  types: bin('tsc', '-p', '.'),
  'types of the page': bin('tsc', '-p', 'web', '--noEmit'),
  'types of the SDK': bin('tsc', '-p', 'sdk', '--noEmit'),
  'styles of the page': [process.execPath, 'web/check-styles.mjs'],
  'slice ladder': slicesInOrder,
  'dead code': bin('knip', '--no-config-hints'),
  packages: packagesInstallable,
  snippets: [process.execPath, 'sdk/check-snippets.mjs'],
  migrations: [process.execPath, 'prisma/migrate-new.mjs'],
  docs: docsUpToDate,
  'openapi document': openApiComplaints,
  'asyncapi document': asyncApiComplaints,
  'document links': brokenLinks,
  'file length': filesShort,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in checks));
if (unknown.length > 0) {
  process.stderr.write(
    `No such check: ${unknown.join(', ')}. There are: ${Object.keys(checks).join(', ')}.\n`,
  );
  process.exit(2);
}

execFileSync(process.execPath, ['build.mjs', 'client', 'server'], { stdio: 'inherit' });

const queue = asked.length > 0 ? asked : Object.keys(checks);
const failed = [];
let passed = 0;
await Promise.all([worker(), worker()]);
if (failed.length > 0) process.stdout.write(`\nFailed: ${failed.join(', ')}\n`);
process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
process.exit(failed.length > 0 ? 1 : 0);

async function worker() {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const check = checks[name];
    const complaint = typeof check === 'function' ? await check() : await run(check);
    process.stdout.write(
      complaint === undefined ? `ok      ${name}\n` : `FAILED  ${name}\n${indent(complaint)}\n`,
    );
    if (complaint === undefined) passed += 1;
    else failed.push(name);
  }
}

/** @returns {Promise<string | undefined>} the output of a failed command */
function run([command, ...args], env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : output.trim() || `exit code ${code}`));
  });
}

/** The output of `npm run docs` is checked in; it must be up to date. */
async function docsUpToDate() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ringline-docs-'));
  try {
    const complaint = await run([process.execPath, 'docs/generate.mjs', folder]);
    if (complaint !== undefined) return complaint;
    const stale = GENERATED.filter((file) => read(file) !== read(path.join(folder, file)));
    if (stale.length > 0) return `${stale.join(', ')}: out of date; run: npm run docs`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function slicesInOrder() {
  return (
    ladderComplaints() ??
    (await run(bin('depcruise', 'src', 'sdk', 'web', '--config', '.dependency-cruiser.cjs')))
  );
}

async function packagesInstallable() {
  return (
    (await run([process.execPath, 'build.mjs', 'packages'])) ??
    (await run([process.execPath, 'sdk/check.mjs']))
  );
}

function filesShort() {
  const long = ['src', 'sdk', 'web']
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)))
    .filter(
      (file) =>
        /\.(ts|tsx|css)$/.test(file) && !/^src.platform.database.client|\bdist\b|node_modules/.test(file),
    )
    .map((file) => [file, read(file).split('\n').length - 1])
    .filter(([, lines]) => lines > MAX_LINES);
  if (long.length > 0)
    return long
      .map(([file, lines]) => `${file} has ${lines} lines; at most ${MAX_LINES}: split it by trait`)
      .join('\n');
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function indent(text) {
  return text.replaceAll(/^/gm, '        ');
}
