/** What servers under test must not have logged, wherever they were started. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Part of a log file's name when its server was expected to log errors. */
export const ERRORS_EXPECTED = '.errors-expected';

/** @returns {string[]} unhandled rejections of any server, and errors of those that had no reason for any */
export function unexpectedLogLines(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(path.join(folder, name), 'utf8').split('\n');
    const strict = !name.includes(ERRORS_EXPECTED);
    return lines.flatMap((line, i) => {
      if (!/unhandled/i.test(line) && !(strict && line.includes('"level":"error"'))) return [];
      // Node's own complaints go on for some lines.
      const more = line.startsWith('{') ? [] : lines.slice(i + 1, i + 12);
      return [`${name}: ${[line, ...more].join('\n').slice(0, 3000)}`];
    });
  });
}
