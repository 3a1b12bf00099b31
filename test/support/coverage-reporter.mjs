/** Keeps what V8 counted in unit tests, where `npm test -- --coverage` asks for it. */
import { keepEntries } from './coverage-entries.mjs';

export default class V8CoverageReporter {
  onTestResult(_, { v8Coverage }) {
    const folder = process.env.TEST_COVERAGE_FOLDER;
    if (!folder || !v8Coverage) return;
    const entries = v8Coverage
      .filter(({ codeTransformResult }) => codeTransformResult)
      .map(({ result, codeTransformResult: { code, wrapperLength } }) => ({
        ...result,
        source: code,
        scriptOffset: wrapperLength,
      }));
    keepEntries(folder, entries);
  }
}
