import { expect, it } from '@jest/globals';
import { passwordFault } from './password.policy.js';

const rules = { minLength: 8, isCommon: (lower: string) => lower === 'password1' };

it.each([
  ['eight characters', 'otters 8', undefined],
  ['seven', 'otters7', 'too_short'],
  ['eight emoji', '🎧🎤🎷🎺🎸🎻🥁🎹', undefined],
  ['seven emoji of two UTF-16 units each', '🎧🎤🎷🎺🎸🎻🥁', 'too_short'],
  ['128 characters', 'ab'.repeat(64), undefined],
  ['129', 'ab'.repeat(64) + 'c', 'too_long'],
  ['128 emoji', '🎧🎤'.repeat(64), undefined],
  ['a common one', 'PassWord1', 'too_common'],
  ['one character again and again', 'zzzzzzzzzzzz', 'too_common'],
  ['the username', 'ana.banana', 'contains_name'],
  ['the username and a little', 'Ana.Banana99', 'contains_name'],
  ['the username in a long one', 'ana.banana likes otters', undefined],
  ['the e-mail address and a little', 'anna-box-1234', 'contains_name'],
  ['spaces and any script', 'είκοσι δύο ', undefined],
])('%s', (_name, password, expected) =>
  expect(passwordFault(password, ['ana.banana', 'anna-box', ''], rules)).toBe(expected),
);
