// node build.mjs [client] [server] [web]   builds the named parts, or all of them; what is up to date is left alone.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

process.chdir(import.meta.dirname);
const require = createRequire(import.meta.url);

const parts = {
  /** The Prisma client, from the schema. */
  client() {
    if (
      newest(['prisma/schema.prisma', 'prisma/generate.mjs']) >
      modified('src/platform/database/client/client.ts')
    )
      node('prisma/generate.mjs');
  },
  /** src/ to dist/. */
  server() {
    const swc = path.join(path.dirname(require.resolve('@swc/cli/package.json')), 'bin/swc.js');
    node(swc, 'src', '--out-dir', 'dist', '--strip-leading-paths', '--quiet');
    for (const file of files('dist')) {
      const source = path.join('src', path.relative('dist', file)).replace(/\.js(\.map)?$/, '.ts');
      if (!file.startsWith(path.join('dist', 'web', '')) && !existsSync(source)) rmSync(file);
    }
  },
  /** The page, web/ to dist/web/. */
  web() {
    const protocols = files('src').filter((file) => file.endsWith('.protocol.ts'));
    if (newest([...files('web'), ...protocols, 'package-lock.json']) <= modified('dist/web/index.html'))
      return;
    node(
      path.join(path.dirname(require.resolve('vite/package.json')), 'bin/vite.js'),
      'build',
      'web',
      '--logLevel',
      'warn',
    );
  },
};

const asked = process.argv.slice(2);
for (const part of asked.length > 0 ? asked : Object.keys(parts)) parts[part]();

function node(...args) {
  try {
    execFileSync(process.execPath, args, { stdio: 'inherit' });
  } catch {
    process.exit(1);
  }
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function newest(paths) {
  return Math.max(...paths.map(modified));
}

function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}
