/** What servers under test must not have logged, wherever they were started. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Part of a log file's name when its server was expected to log errors. */
export const ERRORS_EXPECTED = '.errors-expected';

/** @returns {string[]} unhandled rejections of any server, and errors of those that had no reason for any */
export function unexpectedLogLines(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8')
      .split('\n')
      .filter(
        (line) =>
          /unhandled/i.test(line) || (!name.includes(ERRORS_EXPECTED) && /"level":"error"/.test(line)),
      )
      .map((line) => `${name}: ${line.slice(0, 1000)}`),
  );
}
