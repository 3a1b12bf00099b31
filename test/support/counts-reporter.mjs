/** Leaves what each test file came to where test/run.mjs adds it up. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} FileResult
 * @property {string} project
 * @property {string} file relative to the root
 * @property {number} passed
 * @property {number} failed a file that does not even load counts as one failed test
 * @property {number} skipped
 * @property {string[]} failedTests full names
 * @property {number} seconds
 * @property {string} output what jest printed of the failures
 */

export default class CountsReporter {
  onRunComplete(_, { testResults }) {
    /** @type {FileResult[]} */
    const files = testResults.map((result) => ({
      project: result.displayName?.name ?? '',
      file: path.relative(process.cwd(), result.testFilePath),
      passed: result.numPassingTests,
      failed: result.numFailingTests + (result.testExecError ? 1 : 0),
      skipped: result.numPendingTests + result.numTodoTests,
      failedTests: result.testResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName }) => fullName),
      seconds: (result.perfStats.end - result.perfStats.start) / 1000,
      output: result.failureMessage ?? '',
    }));
    writeFileSync(process.env.TEST_RESULTS_FILE, JSON.stringify(files));
  }
}
