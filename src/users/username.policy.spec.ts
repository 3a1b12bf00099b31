import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalUsername,
  erasedUsername,
  isUsername,
  usernameFault,
  usernameLike,
} from './username.policy.js';

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
  ['Deleted-12', 'username_reserved'],
])('%j', (name, expected) => expect(usernameFault(name)).toBe(expected));

const anything = fc.string({ unit: 'binary', maxLength: 40 });
const accepted = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{1,30}[A-Za-z0-9]$/);

it('answers for any text, and only plain ASCII is a name', () =>
  fc.assert(
    fc.property(fc.oneof(anything, accepted), (text) => {
      expect(isUsername(text)).toBe(
        /^[\x21-\x7e]*$/.test(text) && usernameFault(text) !== 'username_invalid',
      );
    }),
  ));

it('the canonical form is a name, and its own canonical form', () =>
  fc.assert(
    fc.property(accepted, (name) => {
      const canonical = canonicalUsername(name);
      expect(isUsername(canonical)).toBe(true);
      expect(canonicalUsername(canonical)).toBe(canonical);
    }),
  ));

it('names with one canonical form differ by case alone', () => {
  const changed = fc.tuple(
    fc.nat(31),
    fc.oneof(
      fc.constantFrom('\u212a', '\u0130', '\uff41'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  );
  fc.assert(
    fc.property(
      accepted,
      fc.array(fc.boolean(), { minLength: 32, maxLength: 32 }),
      fc.option(changed),
      (name, upper, change) => {
        const letters = [...name].map((c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase()));
        if (change) letters[change[0] % letters.length] = change[1];
        const other = letters.join('');
        if (!isUsername(other)) return;
        const sameButForCase = new RegExp(`^${name.replaceAll('.', '\\.')}$`, 'i').test(other);
        expect(canonicalUsername(name) === canonicalUsername(other)).toBe(sameButForCase);
      },
    ),
  );
});

it('gives every erased account a name of its own that nobody can choose', () => {
  const name = erasedUsername('3f1c2f0e-6d0f-4a53-9a51-1c7b7f6b2a10');
  expect(name).toBe('deleted-3f1c2f0e6d0f4a539a511c7b');
  expect(isUsername(name)).toBe(true);
  expect(usernameFault(name)).toBe('username_reserved');
});

it.each([
  ['octocat', '', 'octocat'],
  ['octocat', 'abc234', 'octocat-abc234'],
  ['Ana Lúcia', '', 'Ana-Lucia'],
  ['-_x..y_-', '', 'x..y'],
  ['a'.repeat(40), 'abc234', `${'a'.repeat(25)}-abc234`],
  ['admin', '', undefined],
  ['guest-1', 'abc234', 'user-abc234'],
  ['Ян', '', undefined],
  ['Ян', 'abc234', 'user-abc234'],
  ['', 'abc234', 'user-abc234'],
])('a name like %j with %j', (name, suffix, expected) => {
  expect(usernameLike(name, suffix)).toBe(expected);
  if (expected) expect(usernameFault(expected)).toBeUndefined();
});
