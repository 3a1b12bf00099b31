import { expect, it } from '@jest/globals';
import { usernameFault } from './username.policy.js';

it.each([
  ['ana', undefined],
  ['Ana.B-c_9', undefined],
  ['a'.repeat(32), undefined],
  ['a'.repeat(33), 'username_invalid'],
  ['ab', 'username_invalid'],
  ['', 'username_invalid'],
  ['.ana', 'username_invalid'],
  ['ana-', 'username_invalid'],
  ['ana ', 'username_invalid'],
  ['ana\n', 'username_invalid'],
  ['an\u0000a', 'username_invalid'],
  ['ana@x', 'username_invalid'],
  // Look-alikes: Kelvin sign, fullwidth, Cyrillic, zero-width joiner, right-to-left override.
  ['\u212Aarl', 'username_invalid'],
  ['\uFF41na', 'username_invalid'],
  ['\u0430na', 'username_invalid'],
  ['a\u200Dna', 'username_invalid'],
  ['\u202Eana', 'username_invalid'],
  ['admin', 'username_reserved'],
  ['RooT', 'username_reserved'],
  ['Guest-12', 'username_reserved'],
])('%j', (name, expected) => expect(usernameFault(name)).toBe(expected));
