// npm run start:dev   recompiles src/ on every change and restarts the server; ends with either, or on a signal.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

process.chdir(import.meta.dirname);
const require = createRequire(import.meta.url);
const swc = path.join(path.dirname(require.resolve('@swc/cli/package.json')), 'bin/swc.js');

const children = [
  run(swc, 'src', '--out-dir', 'dist', '--strip-leading-paths', '--quiet', '--watch'),
  run('--watch', '--enable-source-maps', 'dist/main.js'),
];
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(signal));
for (const child of children) child.once('exit', () => end('SIGTERM'));

function run(...args) {
  return spawn(process.execPath, args, { stdio: 'inherit' });
}

function end(signal) {
  for (const child of children) child.kill(signal);
}
