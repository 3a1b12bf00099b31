import { expect, test } from '@jest/globals';
import { tableOf } from './coverage.mjs';

const server = (covered: number) => ({ file: 'src/calls/calls.service.ts', total: 100, covered });
const sdk = { file: 'sdk/client/src/ringline.ts', total: 10, covered: 10 };
const page = { file: 'web/src/app/main.tsx', total: 10, covered: 9 };

test.each([
  ['enough everywhere', [server(90), sdk, page], 0],
  ['too little of one', [server(89), sdk, page], 1],
  ['one that was not measured', [server(95), sdk], 1],
])('%s', (_, files, failed) => {
  expect(tableOf(files).failed).toBe(failed);
});

test('says how much of each, and where most is missing', () => {
  const other = { file: 'test/support/client.ts', total: 10, covered: 0 };
  const { text } = tableOf([server(80), sdk, page, other]);
  expect(text.split('\n').map((line) => line.trim())).toEqual([
    'Lines that the tests execute:',
    '80.0 %  server, of 100',
    '100.0 %  SDK, of 10',
    '90.0 %  page, of 10',
    'Most lines that they do not:',
    '80.0 %  src/calls/calls.service.ts, 20 not',
    '90.0 %  web/src/app/main.tsx, 1 not',
    '100.0 %  sdk/client/src/ringline.ts, 0 not',
    'At least 90 % of each are asked for.',
  ]);
});
