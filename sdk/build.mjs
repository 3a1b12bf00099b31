import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const SOURCE = import.meta.dirname;
const MODULE = path.resolve(SOURCE, '../dist/sdk');
const PACKAGES = {
  client: /^(socket\.io-client|livekit-client)(\/|$)/,
  react: /^(@ringline\/client|react)(\/|$)/,
};

/**
 * The SDK as one ES module for pages without a bundler: dist/sdk/ringline.js, and the same under a name with a hash of its content. LiveKit's
 * client is a file of its own, which is loaded when a voice channel needs it.
 * @param {boolean} minify
 */
export async function buildModule(minify) {
  rmSync(MODULE, { recursive: true, force: true });
  const build = await rolldown({ input: path.join(SOURCE, 'client/src/index.ts'), platform: 'browser' });
  const { output } = await build.write({
    dir: MODULE,
    format: 'esm',
    sourcemap: true,
    minify,
    entryFileNames: 'ringline-[hash].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await build.close();
  const [{ fileName }] = output.filter((file) => file.isEntry);
  copyFileSync(path.join(MODULE, fileName), path.join(MODULE, 'ringline.js'));
}

/** The contents of the npm packages: sdk/client/dist and sdk/react/dist, each one module and its declarations. */
export async function buildPackages() {
  const { dts } = await import('rolldown-plugin-dts');
  for (const [name, external] of Object.entries(PACKAGES)) {
    const dir = path.join(SOURCE, name, 'dist');
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir);
    const input = path.join(SOURCE, name, 'src/index.ts');
    const tsconfig = path.join(SOURCE, 'tsconfig.json');
    for (const [plugins, sourcemap] of [
      [[], true],
      [[dts({ tsconfig, emitDtsOnly: true, sourcemap: false })], false],
    ]) {
      const build = await rolldown({ input, external, platform: 'neutral', plugins, logLevel: 'silent' });
      await build.write({
        dir,
        format: 'esm',
        sourcemap,
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
      });
      await build.close();
    }
    copyFileSync(path.resolve(SOURCE, '../LICENSE'), path.join(SOURCE, name, 'LICENSE'));
  }
}
