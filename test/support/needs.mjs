/** What a test file needs from the machine: it says so itself in its first comment, `@needs chromium nginx`. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { onPath } from './services.mjs';

const present = {
  chromium: () => onPath('chromium') !== undefined,
  'firefox-esr': () => onPath('firefox-esr') !== undefined,
  nginx: () => onPath('nginx') !== undefined,
  turnserver: () => onPath('turnserver') !== undefined,
  'redis-server': () => onPath('redis-server') !== undefined,
  prometheus: () => onPath('prometheus') !== undefined && onPath('promtool') !== undefined,
  faketime: () => onPath('faketime') !== undefined,
  openssl: () => onPath('openssl') !== undefined,
  'docker-compose': () => onPath('docker-compose') !== undefined,
  'python3-jwt': () => pythonHas('jwt', 'cryptography'),
  // A file system of a test's own, which it can fill.
  tmpfs: () => mayMount(),
  'python3-socketio': () => pythonHas('socketio', 'aiohttp', 'requests', 'websocket'),
};

/** @returns {{ file: string, needs: string[] }[]} the test files that cannot run here, with what is missing */
export function filesThatCannotRun(folder) {
  const known = new Map();
  const missing = (tool) => {
    if (!(tool in present)) throw new Error(`@needs ${tool}: unknown; add it to test/support/needs.mjs`);
    if (!known.has(tool)) known.set(tool, !present[tool]());
    return known.get(tool);
  };
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.e2e-spec.ts'))
    .map((name) => path.posix.join(folder, name))
    .sort()
    .map((file) => ({ file, needs: needsOf(file).filter(missing) }))
    .filter(({ needs }) => needs.length > 0);
}

function needsOf(file) {
  const [, comment = ''] = /^\s*\/\*\*([\s\S]*?)\*\//.exec(readFileSync(file, 'utf8')) ?? [];
  return [...comment.matchAll(/@needs ([^\n*]+)/g)].flatMap(([, names]) => names.trim().split(/[\s,]+/));
}

function mayMount() {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function pythonHas(...modules) {
  try {
    execFileSync('/usr/bin/python3', ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
