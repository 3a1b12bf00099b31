/** Leaves jest's counts where test/run.mjs adds up the last line. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

export default class CountsReporter {
  onRunComplete(_, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } =
      results;
    const counts = {
      passed: numPassedTests,
      // A file that does not even load counts as one failed test.
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: numPendingTests + numTodoTests,
    };
    writeFileSync(path.join(process.env.TEST_RUN_FOLDER, 'counts.json'), JSON.stringify(counts));
  }
}
