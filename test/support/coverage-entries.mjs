/** Leaves what V8 counted where coverage.mjs reads it. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Entry of one script
 * @property {string} url
 * @property {object[]} functions
 * @property {string} [source] its text; left out where that is in dist/
 * @property {number} [scriptOffset]
 * @property {object} [sourceMap]
 */

/**
 * @param {string} folder of the run
 * @param {Entry[]} entries
 */
export function keepEntries(folder, entries) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `entries-${randomBytes(6).toString('hex')}.json`), JSON.stringify(entries));
}
