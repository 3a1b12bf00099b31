import { describe, expect, test } from '@jest/globals';
import { filesToRerun, MOST_RERUN, withSecondRuns } from './flaky.mjs';

const result = (file: string, passed: number, failed: number, project = 'two') => ({
  project,
  file,
  passed,
  failed,
  skipped: 0,
  seconds: 1,
  failedTests: [],
  output: '',
});

describe('what is run once more', () => {
  test.each([
    ['nothing when all passed', [result('a', 3, 0)], []],
    ['each file that failed', [result('a', 3, 0), result('b', 2, 1), result('c', 0, 1)], ['b', 'c']],
    ['a file in the project in which it failed', [result('a', 1, 0, 'one'), result('a', 0, 1, 'two')], ['a']],
    [
      'nothing when so many failed that it cannot be chance',
      Array.from({ length: MOST_RERUN + 1 }, (_, i) => result(`${i}`, 0, 1)),
      [],
    ],
  ])('%s', (_name, first, files) => {
    expect(filesToRerun(first).map(({ file }) => file)).toEqual(files);
  });
});

describe('the counts', () => {
  const first = [result('a', 3, 0), result('b', 2, 1)];
  test.each([
    ['of a file that passes the second time: it is flaky', [result('b', 3, 0)], 6, 0, ['b']],
    ['of a file that fails twice: it has failed', [result('b', 2, 1)], 5, 1, []],
    ['of a file that fails otherwise the second time', [result('b', 0, 1)], 3, 1, []],
    ['of a file whose second run executed nothing: it has failed', [result('b', 0, 0)], 3, 1, []],
    ['of a file that was not run again', [], 5, 1, []],
    ['of a file that passes in another project', [result('b', 3, 0, 'one')], 5, 1, []],
  ])('%s', (_name, second, passed, failed, flaky) => {
    const counts = withSecondRuns(first, second);
    expect({ ...counts, flaky: counts.flaky.map(({ file }) => file) }).toEqual({
      passed,
      failed,
      skipped: 0,
      flaky,
    });
  });
});
