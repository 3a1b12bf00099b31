import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanBio } from './bio.policy.js';

it.each([
  ['', ''],
  [' \n ', ''],
  ['Likes trains.', 'Likes trains.'],
  ['  a \t b  ', 'a b'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['a \n\n\n\n b', 'a\n\nb'],
  ['e\u0301', '\u00e9'],
  ['👩\u200d🚀', '👩\u200d🚀'],
  ['😀'.repeat(500), '😀'.repeat(500)],
])('%j becomes %j', (raw, clean) => expect(cleanBio(raw)).toBe(clean));

it.each(['x'.repeat(501), 'a\u0000', 'a\u202eb', 'a\u200bb', '\ud800', 'a\u001b[31m'])(
  '%j is refused',
  (raw) => expect(cleanBio(raw)).toBeUndefined(),
);

it('what was cleaned is clean', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (raw) => {
      const clean = cleanBio(raw);
      if (clean !== undefined) expect(cleanBio(clean)).toBe(clean);
    }),
  ));
