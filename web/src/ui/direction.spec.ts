import { expect, it } from '@jest/globals';
import { isolated } from './direction.js';

it.each([
  ['Ana', false],
  ['Ана 安娜 アナ', false],
  ['דוד (1)', true],
  ['كيف', true],
  ['Ana דוד', true],
  ['ޝ', true],
  ['𞤀', true],
  ['\u202eAna', true],
])('%s within a sentence', (name, isSetApart) => {
  expect(isolated(name)).toBe(isSetApart ? `\u2068${name}\u2069` : name);
});
