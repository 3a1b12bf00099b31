/** Distinguishes chance from fault: a test file that failed is run once more, alone; failed twice is failed. */

/** @typedef {import('./counts-reporter.mjs').FileResult} FileResult */

/** So many failed files are no chance; running them again would only take long. */
export const MOST_RERUN = 20;

/**
 * @param {FileResult[]} first
 * @returns {FileResult[]} what to run once more
 */
export function filesToRerun(first) {
  const failed = first.filter((result) => result.failed > 0);
  return failed.length <= MOST_RERUN ? failed : [];
}

/**
 * @param {FileResult[]} first every file of the run
 * @param {FileResult[]} second those of them that were run once more
 * @returns {{ passed: number, failed: number, skipped: number, flaky: FileResult[] }} the counts, in which the second
 * run of a file stands for both, and the first results of files that passed the second time
 */
export function withSecondRuns(first, second) {
  const key = ({ project, file }) => `${project} ${file}`;
  const again = new Map(second.map((result) => [key(result), result]));
  const counts = { passed: 0, failed: 0, skipped: 0, flaky: [] };
  for (const result of first) {
    const last = again.get(key(result)) ?? result;
    counts.passed += last.passed;
    counts.failed += last.failed;
    counts.skipped += last.skipped;
    // Nothing executed is not a pass.
    if (result.failed > 0 && last.failed === 0 && last.passed > 0) counts.flaky.push(result);
    else if (result.failed > 0 && last.failed === 0) counts.failed += 1;
  }
  return counts;
}
