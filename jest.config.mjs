// Every suite is a project: `npm test -- --project one` runs one of them. test/run.mjs provides the servers.
const typescript = {
  '^.+\\.tsx?$': [
    '@swc/jest',
    {
      swcrc: false,
      jsc: {
        parser: { syntax: 'typescript', tsx: true, decorators: true, dynamicImport: true },
        transform: {
          legacyDecorator: true,
          decoratorMetadata: true,
          useDefineForClassFields: false,
          react: { runtime: 'automatic' },
        },
        target: 'es2023',
        keepClassNames: true,
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
};

const cannotRun = (process.env.TEST_CANNOT_RUN ?? '').split(',').filter(Boolean);

const basics = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@ringline/(client|react)$': '<rootDir>/sdk/$1/src/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/bench/', '<rootDir>/dist/'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/dist/',
    ...cannotRun.map((file) => `${file.replaceAll('.', '\\.')}$`),
  ],
  transform: typescript,
};

const project = (name, color, testMatch) => ({
  ...basics,
  displayName: { name, color },
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  globals: { TEST_PROJECT: name },
  ...(name !== 'unit' && {
    globalSetup: '<rootDir>/test/support/instances-up.mjs',
    globalTeardown: '<rootDir>/test/support/instances-down.mjs',
    setupFilesAfterEnv: ['<rootDir>/test/support/end-everything.ts'],
  }),
});

export default {
  testTimeout: 120_000,
  maxWorkers: 2,
  // Of tests in one file that wait side by side.
  maxConcurrency: 10,
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  reporters: [
    'default',
    '<rootDir>/test/support/counts-reporter.mjs',
    '<rootDir>/test/support/coverage-reporter.mjs',
  ],
  // `npm test -- --coverage` makes a report of its own, for all projects.
  coverageProvider: 'v8',
  coverageReporters: ['none'],
  projects: [
    project('unit', 'white', [
      'src/**/*.spec.ts',
      'sdk/**/*.spec.ts',
      'web/**/*.spec.{ts,tsx}',
      'test/support/*.spec.ts',
    ]),
    project('one', 'cyan', [
      process.env.TEST_QUICK ? 'test/e2e/**/*.story.e2e-spec.ts' : 'test/e2e/**/*.e2e-spec.ts',
    ]),
    project('two', 'blue', ['test/e2e/**/*.e2e-spec.ts']),
    project('embedded', 'green', ['test/e2e/**/*.story.e2e-spec.ts']),
    project('attacks', 'red', ['test/attacks/**/*.e2e-spec.ts']),
    project('faults', 'magenta', ['test/faults/**/*.e2e-spec.ts']),
    project('ops', 'yellow', ['test/ops/**/*.e2e-spec.ts']),
    project('browser', 'black', ['test/browser/**/*.e2e-spec.ts']),
  ],
};
