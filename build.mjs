// node build.mjs [client] [server] [web] [sdk] [packages] [--no-minify]
// Builds the named parts, or all but the packages; what is up to date is left alone. --no-minify: the page and the SDK's module with
// the lines of their sources, for coverage.
import { execFileSync, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import v8 from 'node:v8';
import { Script } from 'node:vm';

process.chdir(import.meta.dirname);
const require = createRequire(import.meta.url);

const START_TIMEOUT_MS = 120_000;
/** Written last: the version of Node that built what is in dist/. */
const BUILT_BY = 'dist/built-by';
/** In the folder of what is not minified. */
const NOT_MINIFIED = '.not-minified';
const minify = !process.argv.includes('--no-minify');

const parts = {
  /** The Prisma client, from the schema. */
  client() {
    if (
      newest(['prisma/schema.prisma', 'prisma/generate.mjs']) >
      modified('src/platform/database/client/client.ts')
    )
      node('prisma/generate.mjs');
  },
  /** src/ to dist/, and what is started from there to one file each, since Node takes its time for two thousand of them. */
  async server() {
    const sources = ['build.mjs', 'bundle-loader.mjs', '.swcrc', 'package-lock.json', 'src'];
    sources.push(...files('prisma/migrations'));
    // Folders, too: a file that is gone changes them alone.
    for (const name of readdirSync('src', { recursive: true })) sources.push(path.join('src', name));
    // `npm run start:dev` leaves dist/main.js as a module of its own.
    sources.push('dist/main.js');
    // What V8 compiled is of use to the same Node only.
    const upToDate =
      newest(sources) <= modified(BUILT_BY) && readFileSync(BUILT_BY, 'utf8') === process.version;
    if (upToDate) return;
    rmSync(BUILT_BY, { force: true });
    const swc = path.join(path.dirname(require.resolve('@swc/cli/package.json')), 'bin/swc.js');
    node(swc, 'src', '--out-dir', 'dist', '--strip-leading-paths', '--quiet');
    for (const file of files('dist')) {
      const source = path.join('src', path.relative('dist', file)).replace(/\.js(\.map)?$/, '.ts');
      if (!/^dist.(web|sdk|empty-database)./.test(file) && !existsSync(source)) rmSync(file);
    }
    for (const entry of ['main.js', 'doctor/main.js', 'rotate-keys.js'])
      await bundle(path.resolve('dist', entry));
    for (const command of ['doctor/main.cjs', 'rotate-keys.cjs']) keepWhole(path.resolve('dist', command));
    await emptyDatabase();
    await keepStarted(path.resolve('dist/main.js'));
    writeFileSync(BUILT_BY, process.version);
  },
  /** The page, web/ to dist/web/. */
  web() {
    if (isUpToDate('dist/web/index.html', [...files('web'), ...sdkSources()])) return;
    const vite = path.join(path.dirname(require.resolve('vite/package.json')), 'bin/vite.js');
    node(vite, 'build', 'web', '--logLevel', 'warn', ...(minify ? [] : ['--minify', 'false']));
    if (!minify) writeFileSync(path.join('dist/web', NOT_MINIFIED), '');
  },
  /** The SDK for pages without a bundler, to dist/sdk/. */
  async sdk() {
    if (isUpToDate('dist/sdk/ringline.js', sdkSources())) return;
    await (await import('./sdk/build.mjs')).buildModule(minify);
    if (!minify) writeFileSync(path.join('dist/sdk', NOT_MINIFIED), '');
  },
  /** The SDK's packages, ready to be packed. */
  async packages() {
    if (newest(sdkSources()) <= modified('sdk/react/dist/index.d.ts')) return;
    await (await import('./sdk/build.mjs')).buildPackages();
  },
};

const asked = process.argv.slice(2).filter((argument) => argument !== '--no-minify');
for (const part of asked.length > 0 ? asked : ['client', 'server', 'web', 'sdk']) await parts[part]();

/** Whether a built file is newer than what it is made from, and minified or not as is asked. */
function isUpToDate(file, sources) {
  const isMinified = !existsSync(path.join(path.dirname(file), NOT_MINIFIED));
  return isMinified === minify && newest(sources) <= modified(file);
}

/** What the SDK is made from: its own sources, and the server's protocols and pure policies. */
function sdkSources() {
  const shared = files('src').filter((file) => /\.(protocol|policy)\.ts$/.test(file));
  const own = ['client', 'react'].flatMap((name) => files(path.join('sdk', name, 'src')));
  return [...own, ...shared, 'sdk/build.mjs', 'sdk/tsconfig.json', 'package-lock.json'];
}

/**
 * Puts a module and all that it imports into one file, main.cjs for main.js, and what runs it in the module's place. Outside stays what
 * has native parts or loads files of its own; what nobody has installed, too: Nest asks for packages that it does not need.
 */
async function bundle(entry) {
  const { rolldown } = await import('rolldown');
  const file = entry.replace(/\.js$/, '.cjs');
  const bundled = await rolldown({
    input: entry,
    platform: 'node',
    external:
      /^(bcrypt|sharp|fs-native-extensions|@prisma\/client\/runtime\/query.+|@electric-sql\/.+)(\/|$)/,
    logLevel: 'silent',
    plugins: [{ name: 'places', load: (id) => withItsPlace(id, path.dirname(entry)) }],
  });
  await bundled.write({
    file,
    format: 'cjs',
    sourcemap: true,
    keepNames: true,
    codeSplitting: false,
  });
  await bundled.close();
  // Node refuses import() in code that it takes from a cache.
  const body = readFileSync(file, 'utf8').replace(/(?<![.\w$])import\(/g, 'importModule(');
  const code = `(function (exports, require, module, __filename, __dirname, importModule) {${inAscii(body)}\n})`;
  writeFileSync(file, code);
  cpSync('bundle-loader.mjs', entry);
  for (const old of [`${entry}.map`, `${file}.cache`]) rmSync(old, { force: true });
}

/**
 * The embedded database without a row, for first starts to copy: in WebAssembly initdb and the migrations compute for fifteen seconds.
 * The folder is named after what it is made from; migrations that came later are applied at the start, as always.
 */
async function emptyDatabase() {
  const pglite = path.dirname(require.resolve('@electric-sql/pglite'));
  const { version } = JSON.parse(readFileSync(path.join(pglite, '../package.json'), 'utf8'));
  const migrations = createHash('sha256');
  for (const file of files('prisma/migrations').sort()) migrations.update(readFileSync(file));
  const folder = path.resolve('dist/empty-database', `${version}-${migrations.digest('hex').slice(0, 8)}`);
  if (existsSync(folder)) return;
  const unfinished = path.resolve('dist/empty-database.unfinished');
  for (const old of [path.dirname(folder), unfinished]) rmSync(old, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const { PGlite } = await import('@electric-sql/pglite');
  const { applyMigrations, MIGRATIONS } = await import('./dist/platform/database/migrations.js');
  const db = await PGlite.create(unfinished);
  const query = async (sql, values) => (values ? db.query(sql, values) : (await db.exec(sql)).at(-1));
  await applyMigrations({ query }, MIGRATIONS);
  await db.close();
  // PostgreSQL keeps its folder to itself; the server may run as another user than the build.
  for (const entry of readdirSync(unfinished, { recursive: true, withFileTypes: true }))
    chmodSync(path.join(entry.parentPath ?? entry.path, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  chmodSync(unfinished, 0o755);
  mkdirSync(path.dirname(folder));
  renameSync(unfinished, folder);
}

/**
 * Starts a server once and keeps what V8 compiled of its bundle: what a start calls and nothing else, which takes less time and memory
 * to read than the whole. Where it does not start, V8 compiles at each start.
 */
async function keepStarted(entry) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ringline-build-'));
  // Nothing of the builder's settings, which may name a database that is in use.
  const inherited = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot'].map((name) => [name, process.env[name]]);
  const settings = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: path.join(folder, 'data'), LOG_FORMAT: 'json' };
  const server = fork(entry, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), ...settings, KEEP_COMPILED: 'true' },
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    timeout: START_TIMEOUT_MS,
  });
  const ended = once(server, 'exit');
  server.once('message', () => server.kill('SIGTERM'));
  for await (const line of createInterface({ input: server.stdout }))
    if (line.includes('"message":"listening"')) server.send('keep');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

/** Node reads a file of ASCII in a tenth of the time, and keeps it in half the memory. */
function inAscii(code) {
  const escaped = (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  if (/\\\P{ASCII}|String\.raw`[^`]*\P{ASCII}/u.test(code))
    throw new Error('The bundle has a character outside ASCII where an escape would be another character.');
  return code.replace(/\P{ASCII}/gu, escaped);
}

/** Keeps what V8 makes of all functions of a bundle, so that a command has nothing to compile. */
function keepWhole(filename) {
  v8.setFlagsFromString('--no-lazy');
  const script = new Script(readFileSync(filename, 'utf8'), { filename });
  // V8 takes a cache only with the flags that it was made with.
  v8.setFlagsFromString('--lazy');
  writeFileSync(`${filename}.cache`, script.createCachedData());
}

/** Modules find other files from where they are, which is another folder than the bundle's. Stack traces lead into src/ alone. */
function withItsPlace(id, folder) {
  if (!/\.[cm]?js$/.test(id) || !existsSync(id)) return undefined;
  const way = path.relative(folder, id);
  const places = {
    dirname: `(__dirname + ${JSON.stringify(`/${path.dirname(way)}`)})`,
    filename: `(__dirname + ${JSON.stringify(`/${way}`)})`,
    url: `new URL(${JSON.stringify(way)}, import.meta.url).href`,
  };
  const code = readFileSync(id, 'utf8').replace(
    /\bimport\.meta\.(dirname|filename|url)\b/g,
    (_, name) => places[name],
  );
  const isOurs = !id.includes('node_modules') && existsSync(`${id}.map`);
  return { code, map: isOurs ? readFileSync(`${id}.map`, 'utf8') : { mappings: '' } };
}

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
