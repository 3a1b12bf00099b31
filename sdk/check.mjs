// Packs both packages and lets publint and "are the types wrong" look at them; holds the client to its size.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { rolldown } from 'rolldown';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const SDK = import.meta.dirname;
/** The client without LiveKit and with socket.io-client, minified. */
const MAX_GZIP_BYTES = 40 * 1024;

const complaints = [...(await lint('client')), ...(await lint('react')), ...(await tooLarge())];
process.stdout.write(complaints.map((complaint) => `${complaint}\n`).join(''));
process.exitCode = complaints.length > 0 ? 1 : 0;

async function lint(name) {
  const pkgDir = path.join(SDK, name);
  const manifest = JSON.parse(readFileSync(path.join(pkgDir, 'package.json'), 'utf8'));
  const tarball = new Uint8Array(pack(pkgDir));
  const { messages } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  const { problems = [] } = await checkPackage(createPackageFromTarballData(tarball));
  // The packages are ES modules only: complaints about CommonJS alone are ignored.
  const wrong = problems.filter(({ kind }) => kind !== 'CJSResolvesToESM' && kind !== 'NoResolution');
  return [
    ...messages.map((message) => `${manifest.name}: ${formatMessage(message, manifest)}`),
    ...wrong.map((problem) => `${manifest.name}: ${JSON.stringify(problem)}`),
    ...outside(name, manifest).map((line) => `${manifest.name} refers to something outside itself: ${line}`),
  ];
}

function pack(pkgDir) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ringline-pack-'));
  try {
    const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: pkgDir,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    return readFileSync(path.join(folder, JSON.parse(printed)[0].filename));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Relative imports, and packages that the manifest does not name, in the declarations. */
function outside(name, { dependencies = {}, peerDependencies = {} }) {
  const named = Object.keys({ ...dependencies, ...peerDependencies });
  const code = readFileSync(path.join(SDK, name, 'dist/index.d.ts'), 'utf8');
  return code.split('\n').filter((line) => {
    const [, from] = /\bfrom ["']([^"']+)["']|\bimport\(["']([^"']+)["']\)/.exec(line) ?? [];
    return from !== undefined && !named.includes(from);
  });
}

async function tooLarge() {
  const build = await rolldown({
    input: path.join(SDK, 'client/dist/index.js'),
    platform: 'browser',
    external: ['livekit-client'],
    logLevel: 'silent',
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  const bytes = gzipSync(output[0].code).length;
  process.stdout.write(`The client: ${bytes} bytes with gzip.\n`);
  return bytes > MAX_GZIP_BYTES
    ? [`The client has ${bytes} bytes with gzip; at most ${MAX_GZIP_BYTES}.`]
    : [];
}
