/**
 * Which lines of the sources the tests execute, by V8's own counts (https://v8.dev/blog/javascript-code-coverage): of unit tests in jest,
 * of the servers that the files of a project share, and of pages in Chromium. `npm test -- --coverage` measures.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CoverageReport } from 'monocart-coverage-reports';

const LEAST_PERCENT = 90;
const SHOWN = 15;
const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');
/** By file, since many pages load the same script. */
const texts = new Map();
/** What is measured, by where the files lie. */
const AREAS = { server: /^src\//, SDK: /^sdk\/\w+\/src\//, page: /^web\/src\// };

/** @typedef {{ file: string, total: number, covered: number }} FileLines */
/** @typedef {import('./coverage-entries.mjs').Entry} Entry */

/**
 * @param {string} folder of the run, with what `keepEntries` and servers (NODE_V8_COVERAGE) left there
 * @param {string} reportFolder gets lcov.info, for editors and services that show coverage
 * @returns {Promise<{ text: string, failed: number }>} a table, and how many areas have less than is asked for
 */
export async function coverageOf(folder, reportFolder) {
  const report = new CoverageReport({
    logging: 'error',
    outputDir: reportFolder,
    cleanCache: true,
    reports: ['lcovonly'],
    sourceFilter: isMeasured,
    sourcePath: inRepository,
  });
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const kept = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    const entries = (Array.isArray(kept) ? kept : kept.result).flatMap(withText);
    if (entries.length > 0) await report.add(entries);
  }
  const found = await report.generate();
  return tableOf(
    (found?.files ?? []).map(({ sourcePath, summary: { lines } }) => ({
      file: sourcePath,
      total: lines.total,
      covered: lines.covered,
    })),
  );
}

/** @param {FileLines[]} files */
export function tableOf(files) {
  const areas = Object.entries(AREAS).map(([area, pattern]) => {
    const lines = { total: 0, covered: 0 };
    for (const { total, covered } of files.filter(({ file }) => pattern.test(file))) {
      lines.total += total;
      lines.covered += covered;
    }
    return { area, lines: lines.total, percent: percentOf(lines) };
  });
  const least = files
    .filter(({ file }) => isMeasured(file))
    .toSorted((a, b) => b.total - b.covered - (a.total - a.covered))
    .slice(0, SHOWN)
    .map(
      (lines) =>
        `${percentOf(lines).toFixed(1).padStart(7)} %  ${lines.file}, ${lines.total - lines.covered} not`,
    );
  const text = [
    'Lines that the tests execute:',
    ...areas.map(({ area, lines, percent }) => `${percent.toFixed(1).padStart(7)} %  ${area}, of ${lines}`),
    `Most lines that they do not:`,
    ...least,
  ].join('\n');
  const failed = areas.filter(({ percent }) => percent < LEAST_PERCENT).length;
  return { text: failed > 0 ? `${text}\nAt least ${LEAST_PERCENT} % of each are asked for.` : text, failed };
}

const percentOf = ({ total, covered }) => (total === 0 ? 0 : (100 * covered) / total);

/**
 * A script with its text and the way back to its sources.
 * @returns {Entry[]} none for what is not ours
 */
function withText(script) {
  if (script.source) return [script];
  const file = builtFile(script.url);
  if (!texts.has(file)) texts.set(file, textOf(file));
  const text = texts.get(file);
  return text ? [{ url: pathToFileURL(file).href, functions: script.functions, ...text }] : [];
}

/** The file in dist/ that a server has run or a page has loaded. */
function builtFile(url) {
  if (/^https?:/.test(url)) {
    const { pathname } = new URL(url);
    return path.join(dist, pathname.startsWith('/sdk/') ? '' : 'web', pathname);
  }
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

/** Undefined without a source map: the one that the file names, or the one beside it. */
function textOf(file) {
  // The URL of a page, whose own scripts count for it, is that of a folder.
  if (!file.startsWith(dist) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const source = readFileSync(file, 'utf8');
  const [, named] = /^\/\/# sourceMappingURL=(\S+)$/m.exec(source.slice(-500)) ?? [];
  const map = named ? path.resolve(path.dirname(file), named) : `${file}.map`;
  if (!existsSync(map)) return undefined;
  const sourceMap = JSON.parse(readFileSync(map, 'utf8'));
  sourceMap.sourcesContent = sourceMap.sources.map((name) => {
    const original = path.resolve(path.dirname(map), name);
    return isMeasured(inRepository(original)) ? readFileSync(original, 'utf8') : '';
  });
  return { source, sourceMap };
}

function isMeasured(source) {
  return Object.values(AREAS).some((area) => area.test(source)) && !/\.spec\.tsx?$/.test(source);
}

/** Where a source lies in the repository, such as src/main.ts; source maps of built files name it from where they lie. */
function inRepository(source) {
  const plain = source.replaceAll('\\', '/');
  if (plain.includes('node_modules/')) return plain;
  return plain.replace(`${root}/`, '').replace(/^(\.\.\/|localhost-\d+\/)+/, '');
}
