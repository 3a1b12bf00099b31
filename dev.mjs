// npm run start:dev   recompiles src/ on every change and restarts the server; ends with the compiler, or on a signal.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** One change is several files. */
const QUIET_MS = 300;

process.chdir(import.meta.dirname);
const require = createRequire(import.meta.url);
const swc = path.join(path.dirname(require.resolve('@swc/cli/package.json')), 'bin/swc.js');

const compiler = run(swc, 'src', '--out-dir', 'dist', '--strip-leading-paths', '--quiet', '--watch');
let server = start();
let changed;
let ending = false;

watch('dist', { recursive: true }, (_, file) => {
  if (!file?.endsWith('.js') || file.startsWith('web')) return;
  clearTimeout(changed);
  changed = setTimeout(restart, QUIET_MS);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(signal));
compiler.once('exit', () => end('SIGTERM'));

function run(...args) {
  return spawn(process.execPath, args, { stdio: 'inherit' });
}

function start() {
  return run('--enable-source-maps', 'dist/main.js');
}

/** The next one begins when the data folder is free; one that could not start waits for the next change. */
function restart() {
  const isStopping = server.killed && !hasEnded(server);
  if (ending || isStopping) return;
  stop(server, 'SIGTERM', () => {
    if (!ending) server = start();
  });
}

function end(signal) {
  if (ending) return;
  ending = true;
  compiler.kill(signal);
  stop(server, signal, () => process.exit());
}

function stop(child, signal, then) {
  if (hasEnded(child)) return then();
  child.once('exit', then);
  child.kill(signal);
}

function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}
