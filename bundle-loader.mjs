// build.mjs puts this in the place of a bundled module, such as dist/main.js. It runs the bundle beside it (main.cjs) with
// what V8 made of that when it was built (main.cjs.cache); another V8 refuses it and compiles the bundle itself.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

const file = import.meta.filename.replace(/\.js$/, '.cjs');
const require = createRequire(file);
const bundle = new Module(file);
bundle.filename = file;
// As long as it has the module, Node uses source maps of modules that it has compiled itself.
require.cache[file] = bundle;
bundle._compile(`//# sourceMappingURL=${path.basename(file)}.map`, file);

// Coverage counts blocks only in what V8 compiles itself.
const usesCache = !process.env.NODE_V8_COVERAGE && existsSync(`${file}.cache`);
const script = new Script(readFileSync(file, 'utf8'), {
  filename: file,
  cachedData: usesCache ? readFileSync(`${file}.cache`) : undefined,
});
script.runInThisContext()(bundle.exports, require, bundle, file, path.dirname(file), (name) => import(name));

// The build asks for what a start has compiled.
if (process.env.KEEP_COMPILED)
  process.once('message', () => {
    writeFileSync(`${file}.cache`, script.createCachedData());
    process.send('kept');
  });
