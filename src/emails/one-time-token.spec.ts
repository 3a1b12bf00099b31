import { expect, test } from '@jest/globals';
import { newOneTimeToken, PURPOSES, purposeOf, type TokenPurpose } from './one-time-token.js';

test.each(Object.keys(PURPOSES) as TokenPurpose[])('a token says that it is for %s', (purpose) => {
  const token = newOneTimeToken(purpose);
  expect(purposeOf(token)).toBe(purpose);
  expect(newOneTimeToken(purpose)).not.toBe(token);
});

test.each([
  '',
  'reset_',
  `reset_${'A'.repeat(42)}`,
  `reset_${'A'.repeat(44)}`,
  `reset_${'A'.repeat(42)}=`,
  `reset_${'A'.repeat(43)}\n`,
  ` reset_${'A'.repeat(43)}`,
  `RESET_${'A'.repeat(43)}`,
  `rt_${'A'.repeat(43)}`,
  `constructor_${'A'.repeat(43)}`,
])('%j is none', (text) => {
  expect(purposeOf(text)).toBeUndefined();
});
