import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitting, mayChangeOwn, textFault } from './message.policy.js';

describe('a text', () => {
  test.each(['x', ' x ', 'a\n\tb\r\n', '😀', '👩‍👩‍👧', 'שלום\u200f', '<script>alert(1)</script>', '...'])(
    '%j',
    (text) => {
      expect(textFault(text, 100)).toBeUndefined();
    },
  );

  test.each([
    ['', 'text_empty'],
    [' \n\u00a0\u200b\u2060', 'text_empty'],
    ['\u3164\u2800', 'text_empty'],
    ['a\0', 'text_unprintable'],
    ['\u009b', 'text_unprintable'],
    ['\udc00\ud800', 'text_unprintable'],
    ['12345', 'text_too_long'],
    ['😀😀😀😀😀', 'text_too_long'],
  ])('not %j: %s', (text, fault) => {
    expect(textFault(text, 4)).toBe(fault);
  });

  test('its length is counted in code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (text) => {
        const length = [...text].length;
        expect(textFault(`x${text}`, length) === 'text_too_long').toBe(!/[\p{Cc}\p{Cs}]/u.test(text));
      }),
    );
  });
});

test('a reader can delete their message, not edit it', () => {
  expect([mayChangeOwn('edit', new Set(['read'])), mayChangeOwn('delete', new Set(['read']))]).toEqual([
    false,
    true,
  ]);
  expect(mayChangeOwn('edit', new Set(['read', 'write']))).toBe(true);
});

describe('an answer', () => {
  const row = (text: string) => ({ text, attachments: null, reactions: null });

  test('holds as many messages as fit, by bytes, and one at least', () => {
    const long = row('\u6d77'.repeat(1000));
    expect(fitting([long, long, long], 8000)).toHaveLength(2);
    expect(fitting([long, long], 100)).toHaveLength(1);
    expect(fitting([row('a'), row('b')], 8000)).toHaveLength(2);
    expect(fitting([], 8000)).toEqual([]);
  });
});
